import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { findLocalImage } from './docker.ts'

let folder: string
let docker: Server | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-'))
})
afterEach(async () => {
  docker?.closeAllConnections()
  docker?.close()
  docker = undefined
  await rm(folder, { recursive: true })
})

const socket = () => join(folder, 'docker.sock')
const serve = async (listener: RequestListener) => {
  docker = createServer(listener).listen(socket())
  await once(docker, 'listening')
}
const find = () => findLocalImage(['mongo:8', 'mongo:7'], { dockerHost: `unix://${socket()}` })

describe('the search for a local image', () => {
  it('takes the first that Docker has, and asks for no other thing', async () => {
    const asked: string[] = []
    await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.writeHead(request.url?.includes('mongo%3A7') ? 200 : 404).end()
    })
    expect(await find()).toBe('mongo:7')
    expect(asked).toEqual(['GET /images/mongo%3A8/json', 'GET /images/mongo%3A7/json'])
  })

  it('finds none where Docker has none', async () => {
    await serve((_request, response) => response.writeHead(404).end())
    expect(await find()).toBeNull()
  })

  it('finds none without Docker, at once', async () => {
    const began = Date.now()
    expect(await find()).toBeNull()
    expect(await findLocalImage(['mongo:7'], { dockerHost: 'tcp://127.0.0.1:1' })).toBeNull()
    expect(Date.now() - began).toBeLessThan(500)
  })

  it('waits for a silent Docker no longer than a second', async () => {
    await serve(() => {})
    const began = Date.now()
    expect(await find()).toBeNull()
    expect(Date.now() - began).toBeLessThan(2000)
  })
})
