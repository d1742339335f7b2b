import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import Fastify, { type FastifyInstance } from 'fastify'
import { drain } from './drain.ts'

let app: FastifyInstance
afterEach(() => app.close())

/** A server that drains, and the port that it listens on. */
async function serving(): Promise<number> {
  app = Fastify()
  await app.register(drain)
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    return 'whole'
  })
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
}

const connected = async (port: number) => {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

describe('a server that stops', () => {
  it('does not wait for a connection over which nothing was sent', async () => {
    const port = await serving()
    const silent = await connected(port)
    await (await fetch(`http://127.0.0.1:${port}/slow`)).text()
    const ended = once(silent.resume(), 'close')
    await app.close()
    await ended
    expect(silent.destroyed).toBe(true)
  }, 3000)

  it('gives an answer that is under way to its end, and closes its connection then', async () => {
    const port = await serving()
    const socket = await connected(port)
    socket.write('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n')
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += String(chunk)))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const ended = once(socket, 'close')
    await app.close()
    await ended
    expect(text).toMatch(/whole$/)
  }, 3000)
})
