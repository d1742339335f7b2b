import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let admin: TestUser
beforeAll(async () => {
  const quotas = { runs_a_day: 3, runs_at_once: 2, rows_a_day: 50 }
  api = await startApi(({ settings }) => ({ settings: { ...settings, quotas } }))
  admin = await api.user('admin')
}, 60_000)
afterAll(() => api?.close())

const run = async (who: TestUser, headers: object = {}, rows = 10) => {
  const file = { ordinal: 0, name: 'a.jsonl', sizeBytes: 1, sha256: newId(), artifact: newId(), rows, badRows: 0 }
  const dataset = await api.dataset(who.id, { files: [file] })
  return begin(who, dataset.id, headers)
}
const begin = (who: TestUser, id: string, headers: object = {}) =>
  api.inject({
    method: 'POST',
    url: '/api/v1/pipeline/execute',
    headers: { ...who.headers, ...headers },
    payload: { dataset_ids: [id] },
  })
const end = (id: string) =>
  api.store.executions.transition(id, {
    from: ['queued'],
    to: 'failed',
    event: { key: 'pipeline.failed.r1', event: 'pipeline.failed', data: {} },
  })
const quotas = async (who: TestUser) =>
  (await api.inject({ method: 'GET', url: '/api/v1/auth/quotas', headers: who.headers })).body.data
const set = (userId: string, payload: object) =>
  api.inject({ method: 'PATCH', url: `/api/v1/users/${userId}/quotas`, headers: admin.headers, payload })

describe('quotas', () => {
  it('let a user have so many runs at once, of any number that begin at the same time', async () => {
    const user = await api.user()
    const answers = await Promise.all(Array.from({ length: 5 }, () => run(user)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 202, 429, 429, 429])
    const { body, headers } = answers.find(({ status }) => status === 429)!
    expect(body).toMatchObject({ error_code: 'RATE_LIMIT_EXCEEDED', retry_after: 60 })
    expect(body.details).toEqual({ quota: 'runs_at_once', limit: 2, used: 2, asked: 1 })
    expect(body.user_message).toContain('2 of your runs are at work, and you may have 2 at once')
    expect(headers['retry-after']).toBe('60')
    expect(await quotas(user)).toMatchObject({
      runs_at_once: { limit: 2, used: 2, own: false },
      runs_a_day: { limit: 3, used: 2, own: false },
      rows_a_day: { limit: 50, used: 20, own: false },
      bytes: { limit: null, own: false },
    })
  })

  it('count runs and rows of a day, and say when there are more', async () => {
    const user = await api.user()
    for (const _ of [1, 2]) await end((await run(user)).body.data.id)
    const many = await run(user, {}, 31)
    expect([many.status, many.body.details]).toEqual([429, { quota: 'rows_a_day', limit: 50, used: 20, asked: 31 }])
    expect(Number(many.headers['retry-after'])).toBeGreaterThan(86_000)
    await end((await run(user, {}, 30)).body.data.id)
    expect((await run(user, {}, 0)).body.details).toMatchObject({ quota: 'runs_a_day', used: 3 })
  })

  it('answer the same request again with the run that it began', async () => {
    const user = await api.user()
    const dataset = await api.dataset(user.id)
    const key = { 'idempotency-key': newId() }
    const first = await begin(user, dataset.id, key)
    await run(user)
    expect((await run(user)).status).toBe(429)
    expect((await begin(user, dataset.id, key)).body.data.id).toBe(first.body.data.id)
  })

  it('are changed for one user by an administrator, and back, which is written down', async () => {
    const user = await api.user()
    expect((await set(user.id, { runs_at_once: null, runs_a_day: 1 })).body.data).toMatchObject({
      runs_at_once: { limit: null, own: true },
      runs_a_day: { limit: 1, own: true },
    })
    expect((await run(user)).status).toBe(202)
    expect((await run(user)).body.details.quota).toBe('runs_a_day')
    expect((await set(user.id, { runs_a_day: 'default' })).body.data.runs_a_day).toMatchObject({ limit: 3, own: false })
    expect((await run(user)).status).toBe(202)
    const { items } = await api.deps.audit.search({ workspaceId: 'default', operation: 'user.set_quotas' }, null, 10)
    expect(items.at(-1)).toMatchObject({ userId: admin.id, dataId: user.id, details: { runs_a_day: 1 } })
    expect((await set(user.id, {})).status).toBe(400)
  })

  it('refuse an upload that would be too much, with what is used and what to do', async () => {
    const user = await api.user()
    await set(user.id, { bytes: 5 })
    const { status, body } = await api.inject({
      method: 'POST',
      url: '/api/v1/uploads',
      headers: { ...user.headers, 'tus-resumable': '1.0.0', 'upload-length': '6' },
    })
    expect([status, body.details]).toEqual([403, { quota: 'bytes', limit: 5, used: 0, asked: 6 }])
    expect(body.user_message).toContain('Delete data sets')
  })
})
