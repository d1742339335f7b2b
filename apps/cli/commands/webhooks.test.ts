import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const AT = '2026-01-01T00:00:00.000Z'
const WEBHOOK = {
  id: 'w1',
  url: 'https://hooks.example.org/a',
  events: ['execution.failed'],
  enabled: true,
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  old_secret_until: null,
  created_at: AT,
}
const GONE = { ...WEBHOOK, id: 'w2', enabled: false, disabled_reason: 'gone', disabled_at: AT }
const WAITING = {
  id: 'm.w1',
  message_id: 'm',
  event: 'webhook.test',
  execution_id: null,
  status: 'pending',
  next_attempt_at: AT,
  created_at: AT,
  attempts: [] as object[],
}
const ARRIVED = {
  ...WAITING,
  status: 'delivered',
  next_attempt_at: null,
  attempts: [{ at: AT, status: 204, duration_ms: 12, problem: null }],
}
const REFUSED = { ...WAITING, attempts: [{ at: AT, status: null, duration_ms: 3, problem: 'address' }] }

let sent: object
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ method, path }) => {
    const ok = (data: unknown) => ({ body: { success: true, data } })
    if (path.endsWith('/deliveries')) return ok([sent])
    if (method === 'GET') return ok([WEBHOOK, GONE])
    if (method === 'DELETE') return ok({ deleted: true })
    if (method === 'PATCH') return ok(WEBHOOK)
    return ok(path.endsWith('/test') || path.endsWith('/replay') ? WAITING : { ...WEBHOOK, secret: 'whsec_x' })
  })
})
beforeEach(() => {
  sent = ARRIVED
  api.asked.splice(0)
})
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(['webhooks', ...args], {
    environment: { TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 'mine' },
  })

describe('techdeck webhooks', () => {
  it('lists them, with why one is off', async () => {
    const { lines } = await cli()
    expect(lines[1]).toMatch(/^https:\/\/hooks\.example\.org\/a +on +failed +w1$/)
    expect(lines[2]).toMatch(/off since .*gone/)
    expect((await cli('list', '--json')).json()).toEqual([[WEBHOOK, GONE]])
  })

  it('adds one and prints its secret alone; rotating likewise', async () => {
    const args = ['https://hooks.example.org/a', '--event', 'execution.failed', '--event', 'execution.partial']
    expect((await cli('add', ...args)).lines).toEqual(['whsec_x'])
    expect((await cli('rotate', 'w1', '--overlap-hours', '0')).lines).toEqual(['whsec_x'])
    expect(api.asked.map(({ body }) => body)).toEqual([
      { url: args[0], events: ['execution.failed', 'execution.partial'] },
      { overlap_hours: 0 },
    ])
    expect((await cli('add', 'https://x.example', '--event', 'run.over')).exitCode).toBe(2)
    expect((await cli('rotate', 'w1', '--overlap-hours', '400')).exitCode).toBe(2)
  })

  it('waits for what comes of a test, and says it by its exit code', async () => {
    expect(await cli('test', 'w1')).toMatchObject({ lines: ['It arrived: 204 in 12 ms.'], exitCode: 0 })
    sent = REFUSED
    const refused = await cli('test', 'w1')
    expect(refused.lines[0]).toMatch(/did not arrive: its name leads to a private/)
    expect(refused.exitCode).toBe(1)
  })

  it('shows what was sent, sends it again, switches off and removes', async () => {
    expect((await cli('deliveries', 'w1')).lines[1]).toMatch(
      /webhook\.test +delivered +1 +answer 204 +12 ms +– +m\.w1$/,
    )
    await cli('replay', 'w1', 'm.w1')
    await cli('off', 'w1')
    expect((await cli('remove', 'w1')).lines).toEqual(['The webhook is removed.'])
    expect(api.asked.slice(1).map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/api/v1/webhooks/w1/deliveries/m.w1/replay', undefined],
      ['PATCH', '/api/v1/webhooks/w1', { enabled: false }],
      ['DELETE', '/api/v1/webhooks/w1', undefined],
    ])
  })
})
