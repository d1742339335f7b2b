import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const AT = '2026-01-01T00:00:00.000Z'
const TOKEN = {
  id: 't1',
  name: 'nightly',
  kind: 'agent',
  scopes: ['dataset:read'],
  created_at: AT,
  expires_at: AT,
  last_used_at: null,
}
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ method }) => {
    const ok = (data: unknown) => ({ body: { success: true, data } })
    if (method === 'GET') return ok([TOKEN])
    return method === 'DELETE' ? ok({ revoked: true }) : ok({ ...TOKEN, token: 'td_secret' })
  })
})
beforeEach(() => void api.asked.splice(0))
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(['tokens', ...args], { environment: { TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 'mine' } })

describe('techdeck tokens', () => {
  it('lists them without their text', async () => {
    expect((await cli()).lines[1]).toMatch(/^nightly +agent .* dataset:read +t1$/)
    expect((await cli('--json')).json()).toEqual([[TOKEN]])
  })

  it('makes one for an agent, or with scopes and an end of its own, and prints it alone', async () => {
    expect((await cli('add', 'claude', '--agent')).lines).toEqual(['td_secret'])
    const scopes = ['--scope', 'dataset:read', '--scope', 'pipeline:read', '--days', '7']
    expect((await cli('add', 'nightly', ...scopes, '--json')).json()).toMatchObject([{ token: 'td_secret' }])
    expect(api.asked.map(({ body }) => body)).toEqual([
      { name: 'claude', kind: 'agent', expires_in_days: 90 },
      { name: 'nightly', kind: 'personal', expires_in_days: 7, scopes: ['dataset:read', 'pipeline:read'] },
    ])
    for (const wrong of [
      ['--scope', 'all'],
      ['--days', '400'],
    ])
      expect((await cli('add', 'x', ...wrong)).exitCode).toBe(2)
  })

  it('revokes one', async () => {
    expect((await cli('revoke', 't1')).lines).toEqual(['The token is revoked.'])
    expect(api.asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v1/auth/tokens/t1' })
  })
})
