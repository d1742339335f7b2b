import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import type { ApiSettings } from '../deps.ts'
import { TestSocket } from '../gateway/testing/test-socket.ts'
import { startApi, type TestApi } from '../testing/start-api.ts'
import { PATIENCE } from './slow-clients.ts'

let api: TestApi | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await api?.close()
  api = undefined
})

/** The API on a port, with some settings. */
async function start(change: Partial<ApiSettings>): Promise<{ api: TestApi; url: string; port: number }> {
  api = await startApi(({ settings }) => ({ settings: { ...settings, ...change } }))
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  return { api, url, port: Number(new URL(url).port) }
}

/** Sends a beginning, and then a byte again and again for as long as the connection lasts; what was answered. */
async function drip(port: number, beginning: string, byte: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => {})
  socket.write(beginning)
  const dripping = setInterval(() => socket.writable && socket.write(byte), 20)
  // Not once(): a connection that is reset has to end the wait as well.
  await new Promise((resolve) => socket.on('close', resolve))
  clearInterval(dripping)
  return answer
}

describe('a client that sends next to nothing', () => {
  const quick = { ...PATIENCE, headersMs: 200, bodyMs: 200, windowMs: 200 }
  const head = (path: string, headers: string) => `POST /api/v1${path} HTTP/1.1\r\nhost: a\r\n${headers}\r\n\r\n`

  it('is cut off in the middle of its headers', async () => {
    const { port } = await start({ patience: quick })
    const answer = await drip(port, 'GET /api/v1/health HTTP/1.1\r\nhost: a\r\nx: ', 'y')
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
  })

  it('is cut off in the middle of a body', async () => {
    const { port } = await start({ patience: quick })
    const json = head('/auth/login', 'content-type: application/json\r\ncontent-length: 5000')
    expect(await drip(port, json, ' ')).toMatch(/^HTTP\/1.1 408 [^]*"request_id":"/)
  })

  it('is cut off in the middle of an upload, which may be long, not idle', async () => {
    const { api: started, port } = await start({ patience: { ...quick, leastBytes: 10_000 } })
    const { headers } = await started.user()
    const signedIn = `authorization: ${headers.authorization}`
    const upload = head(
      '/datasets',
      `${signedIn}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 500000`,
    )
    const part = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    expect(await drip(port, upload + part, 'x')).toMatch(/^HTTP\/1.1 408 /)
  })

  it('gets no connection beyond as many as one process has', async () => {
    const { port } = await start({ patience: { connections: 2 } })
    for (let i = 0; i < 2; i++) sockets.push(connect(port, '127.0.0.1'))
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    const third = connect(port, '127.0.0.1')
    sockets.push(third)
    await new Promise((resolve) => third.on('error', () => {}).on('close', resolve))
    expect(third.bytesRead).toBe(0)
  })
})

describe('limits by address', () => {
  const ask = async (from: string, forwarded: string) => {
    const { status } = await api!.inject({
      method: 'POST',
      url: '/api/v1/auth/invitations/show',
      payload: { token: newId() },
      remoteAddress: from,
      headers: { 'x-forwarded-for': forwarded },
    })
    return status
  }

  it('go by the connection, whatever a caller says of where it comes from', async () => {
    await start({ authRequestsPerMinute: 2 })
    const from = `10.${Date.now() % 250}.7.7`
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push(await ask(from, `203.0.113.${i}`))
    expect(statuses).toEqual([404, 404, 429, 429])
  })

  it('go by what a trusted proxy says, and not by what it was told', async () => {
    await start({ authRequestsPerMinute: 2, trustedProxies: '10.0.0.0/8' })
    const real = `198.51.100.${Date.now() % 250}`
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push(await ask('10.0.0.1', `203.0.113.${i}, ${real}`))
    expect(statuses).toEqual([404, 404, 429, 429])
  })
})

describe('limits of sockets', () => {
  it('let a user have a tenth as many tickets as other requests', async () => {
    const { api: started } = await start({ requestsPerMinute: 30 })
    const { headers } = await started.user()
    const ticket = async () => (await started.inject({ method: 'POST', url: '/api/v1/ws/tickets', headers })).status
    expect([await ticket(), await ticket(), await ticket(), await ticket()]).toEqual([200, 200, 200, 429])
  })

  it('let one address hold few that have not said who they are', async () => {
    const { api: started, url } = await start({ gateway: { silentPerAddress: 2 } })
    const { headers } = await started.user()
    const first = await new TestSocket(url).open()
    const second = await new TestSocket(url).open()
    expect(await new TestSocket(url).closed).toBe(4429)
    const { body } = await started.inject({ method: 'POST', url: '/api/v1/ws/tickets', headers })
    first.send({ type: 'hello', ticket: body.data.ticket })
    await first.next('welcome')
    const third = await new TestSocket(url).open()
    third.send({ type: 'ping' })
    // It is told that it has to sign in, not that there is no room.
    expect(await third.closed).toBe(4401)
    for (const { ws } of [first, second]) ws.terminate()
  })

  it('count the addresses of one IPv6 network as one', async () => {
    const { url } = await start({ gateway: { silentPerAddress: 1 }, trustedProxies: '127.0.0.0/8' })
    const from = (address: string) => new TestSocket(url, { 'x-forwarded-for': address })
    const first = await from('2001:db8:1:2::1').open()
    expect(await from('2001:db8:1:2:ffff::7').closed).toBe(4429)
    const other = await from('2001:db8:1:3::1').open()
    for (const { ws } of [first, other]) ws.terminate()
  })

  it('leave one request a minute where a tenth of the limit would be less', async () => {
    const { api: started } = await start({ requestsPerMinute: 5 })
    const { headers } = await started.user()
    const ticket = async () => (await started.inject({ method: 'POST', url: '/api/v1/ws/tickets', headers })).status
    expect([await ticket(), await ticket()]).toEqual([200, 429])
  })
})
