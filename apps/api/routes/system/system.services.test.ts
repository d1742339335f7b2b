import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { systemClock } from '@techdeck/core'
import { startApi, type TestApi } from '../../testing/start-api.ts'

const DAY_MS = 86_400_000
const STORAGE = {
  kinds: [{ kind: 'exports' as const, files: 1, bytes: 2 }],
  free_bytes: 3,
  total_bytes: 4,
  measured_at: '2026-01-01T00:00:00.000Z',
}
let api: TestApi
beforeAll(async () => {
  api = await startApi(() => ({ storage: async () => STORAGE }))
}, 60_000)
afterAll(() => api?.close())

it('tells an administrator of versions, storage, the audit log, retention that is over and the key', async () => {
  const [admin, user] = [await api.user('admin'), await api.user()]
  const ask = async ({ headers }: { headers: object }) =>
    api.inject({ method: 'GET', url: '/api/v1/system', headers: { ...headers } })
  await api.dataset(user.id, { retainUntil: new Date(systemClock.now().getTime() - DAY_MS) })
  await api.dataset(user.id)
  await api.seal()
  const { status, body } = await ask(admin)
  expect(status).toBe(200)
  expect(body.data).toMatchObject({
    version: 'test',
    node_version: process.versions.node,
    database: expect.stringMatching(/^(SecantusDB|MongoDB) \d/),
    storage: STORAGE,
    retention_due: 1,
    key: {
      id: 'k1',
      kept: 'file',
      created_at: null,
      wrapped_by_others: 0,
      rotate_after_days: 365,
      rotation_due: false,
    },
  })
  expect((await ask(user)).status).toBe(403)
  await api.deps.keyRing.rotate()
  const after = (await ask(admin)).body.data
  // Those of both data sets, and that of fields in the database.
  expect(after.key).toMatchObject({ id: 'k2', wrapped_by_others: 3, rotation_due: true })
})
