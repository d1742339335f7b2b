import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from '@jest/globals'
import { TransitClient } from './client.ts'

/** What a client gets of a server that answers like this. */
async function askedOf(answer: RequestListener): Promise<unknown> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  const { port } = server.address() as AddressInfo
  const client = new TransitClient({
    url: new URL(`http://127.0.0.1:${port}`),
    key: 'k',
    mount: 'transit',
    token: async () => 't',
    timeoutMs: 30_000,
    retryMs: 1,
    pauseMs: 0,
    rememberMs: 0,
  })
  try {
    return await client.ask('GET', 'transit/keys/k').catch((error: unknown) => error)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

it('takes a page of a proxy, which is no JSON, for a service that is not there', async () => {
  let asked = 0
  const error = await askedOf((_, response) => {
    asked++
    response.end('<html>Sign in to the network</html>')
  })
  expect(error).toMatchObject({
    code: 'RESOURCE_UNAVAILABLE',
    details: { reason: 'key_service_unavailable', problem: 'no_json' },
  })
  // It may be there again at the next attempt.
  expect(asked).toBe(3)
})

it('takes an answer that breaks off, or never ends, for none', async () => {
  const unavailable = { code: 'RESOURCE_UNAVAILABLE', details: { problem: 'answer_cut' } }
  const cut = await askedOf((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{', () => response.destroy())
  })
  expect(cut).toMatchObject(unavailable)
  const endless = await askedOf((_, response) => {
    response.end(Buffer.alloc(2 * 1024 * 1024, ' '))
  })
  expect(endless).toMatchObject(unavailable)
})
