import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const QUOTAS = {
  user_id: 'u1',
  bytes: { limit: 5_000_000, used: 1_200_000, own: false },
  runs_a_day: { limit: 50, used: 3, own: true },
  runs_at_once: { limit: null, used: 1, own: false },
  rows_a_day: { limit: null, used: 1200, own: false },
}
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ path }: Asked) => {
    if (!path.includes('email=')) return { body: { success: true, data: QUOTAS } }
    const data = path.includes('ada') ? [{ id: 'u1', email: 'ada@example.org' }] : []
    return { body: { success: true, data, meta: { next_cursor: null } } }
  })
})
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(['quotas', ...args], {
    environment: { TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })

describe('techdeck quotas', () => {
  it('says what is used, of how much, and whose limit that is', async () => {
    const { lines } = await cli()
    expect(lines[1]).toMatch(/^bytes stored +1\.2 MB +5\.0 MB +everybody’s$/)
    expect(lines[2]).toMatch(/^runs in 24 hours +3 +50 +their own$/)
    expect(lines[3]).toMatch(/^runs at once +1 +no limit/)
    expect((await cli('ada@example.org', '--json')).json()).toEqual([QUOTAS])
    expect((await cli('nobody@example.org')).exitCode).toBe(4)
  })

  it('gives a user limits of their own, none, or those of everybody', async () => {
    await cli('set', 'ada@example.org', '--runs-a-day', '50', '--bytes', 'none', '--rows-a-day', 'default')
    expect(api.asked.at(-1)).toMatchObject({
      method: 'PATCH',
      path: '/api/v1/users/u1/quotas',
      body: { runs_a_day: 50, bytes: null, rows_a_day: 'default' },
    })
    expect((await cli('set', 'ada@example.org')).exitCode).toBe(2)
    expect((await cli('set', 'ada@example.org', '--bytes', 'much')).exitCode).toBe(2)
  })
})
