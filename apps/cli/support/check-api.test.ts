import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from '@jest/globals'
import { checkApi } from './check-api.ts'

let server: Server | undefined
afterEach(() => void server?.close())

/** What is found of an API that answers so. */
async function found(data: object, date = new Date(), version = '0.1.0') {
  server = createServer((_request, response) => {
    response.sendDate = false
    response.setHeader('date', date.toUTCString())
    response.end(JSON.stringify({ success: true, data }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const checks = await checkApi(`http://127.0.0.1:${port}`, version)
  return Object.fromEntries(checks.map(({ name, ...rest }) => [name, rest]))
}
const part = (called: string) => ({ ok: true, duration_ms: 3, server: called })
const READY = {
  status: 'ready',
  version: '0.1.4',
  checks: { mongo: part('MongoDB 8.0.1'), redis: part('Redis 8.2.0') },
}

describe('the look at an API', () => {
  it('is content where all fits', async () => {
    const checks = await found(READY)
    expect(Object.keys(checks)).toEqual(['api', 'clock', 'version', 'api mongo', 'api redis'])
    expect(Object.values(checks).filter(({ ok }) => !ok)).toEqual([])
  })

  it('says with the fix that a clock is wrong, versions differ, and a server is too old or away', async () => {
    const checks = { mongo: part('MongoDB 5.0.1'), redis: { ok: false, duration_ms: 5 } }
    const wrong = await found({ ...READY, status: 'not_ready', checks }, new Date(Date.now() - 600_000), '0.3.0')
    expect(wrong).toMatchObject({
      api: { ok: false },
      clock: { ok: false, detail: expect.stringContaining('s apart'), fix: expect.stringContaining('timedatectl') },
      version: { ok: false, fix: expect.any(String) },
      'api mongo': { ok: false, fix: expect.stringContaining('MongoDB 7') },
      'api redis': { ok: false, fix: expect.stringContaining('logs') },
    })
  })

  it('says that nobody answers, or somebody else', async () => {
    const [away] = await checkApi('http://127.0.0.1:1', '0.1.0')
    expect(away).toMatchObject({ name: 'api', ok: false, fix: expect.stringContaining('TECHDECK_API_URL') })
    expect(await found({ hello: 'there' })).toMatchObject({ api: { ok: false, fix: expect.any(String) } })
  })
})
