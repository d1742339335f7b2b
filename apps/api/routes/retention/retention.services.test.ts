import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { SweepView } from '@techdeck/contracts'
import { Sweeper } from '../../sweeper.ts'
import { sweepRetention } from '../../retention/sweep-retention.ts'
import { apiTokenOf } from '../../testing/api-token.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

const DAY_MS = 24 * 3_600_000

let api: TestApi
let owner: TestUser
let admin: TestUser
/** How far the clock is ahead. */
let aheadMs = 0
beforeAll(async () => {
  api = await startApi(() => ({ clock: { now: () => new Date(Date.now() + aheadMs) } }))
  owner = await api.user()
  admin = await api.user('admin')
}, 60_000)
afterAll(() => api?.close())

const say = (id: string, payload: object, as = owner) =>
  api.inject({ method: 'PATCH', url: `/api/v1/datasets/${id}`, headers: as.headers, payload })
const sweep = async (dryRun: boolean): Promise<SweepView['datasets']> => {
  const payload = { dry_run: dryRun }
  const { body } = await api.inject({ method: 'POST', url: '/api/v1/retention/sweep', headers: admin.headers, payload })
  return body.data.datasets
}
async function later<T>(ms: number, act: () => Promise<T>): Promise<T> {
  aheadMs += ms
  try {
    return await act()
  } finally {
    aheadMs -= ms
  }
}
const statusOf = async (id: string) => (await api.store.datasets.get(id))?.status

describe('the retention of a data set', () => {
  it('is said by its owner, with purpose and legal basis, and taken back', async () => {
    const { id, createdAt } = await api.dataset(owner.id)
    const { body } = await say(id, { purpose: 'a study of sleep', legal_basis: 'consent', retention_days: 30 })
    const until = new Date(createdAt.getTime() + 30 * DAY_MS).toISOString()
    expect(body.data).toMatchObject({ purpose: 'a study of sleep', legal_basis: 'consent', retain_until: until })
    const kept = await say(id, { retention_days: null })
    expect([kept.body.data.retain_until, kept.body.data.purpose]).toEqual([undefined, 'a study of sleep'])
    expect((await say(id, { retention_days: 0 })).status).toBe(400)
    expect((await say(id, { legal_basis: 'because' })).status).toBe(400)
    expect((await say(id, { retention_days: 1 }, admin)).status).toBe(403)
  })

  it('is said by people: an agent of the owner may call it otherwise, and no more', async () => {
    const { id } = await api.dataset(owner.id)
    const agent = { ...owner, headers: (await apiTokenOf(api, owner.id, { kind: 'agent' })).headers }
    expect((await say(id, { name: 'sleep' }, agent)).status).toBe(200)
    expect((await say(id, { retention_days: 1 }, agent)).status).toBe(403)
    expect((await say(id, { legal_basis: 'consent' }, agent)).status).toBe(403)
  })

  it('is enforced when it is over, and only then: a dry run says what would go, and deletes nothing', async () => {
    const [gone, stays, forever] = [
      await api.dataset(owner.id),
      await api.dataset(owner.id),
      await api.dataset(owner.id),
    ]
    await say(gone.id, { retention_days: 1 })
    await say(stays.id, { retention_days: 3 })
    expect(await sweep(true)).toEqual([])
    await later(2 * DAY_MS, async () => {
      const due = [{ dataset_id: gone.id, due_at: expect.any(String), artifacts: 1, needed_by: [] }]
      expect(await sweep(true)).toEqual(due)
      expect(await statusOf(gone.id)).toBe('ready')
      expect(await sweep(false)).toEqual(due)
      expect([await statusOf(gone.id), await statusOf(stays.id), await statusOf(forever.id)]).toEqual([
        'deleted',
        'ready',
        'ready',
      ])
      expect(await sweep(true)).toEqual([])
    })
    const { items } = await api.deps.audit.search({ workspaceId: 'default', dataId: gone.id }, null, 10)
    expect(items.map(({ operation }) => operation)).toContain('dataset.expire')
    // It can be restored for a time, and then its key and all that was made of it goes.
    await later(3 * DAY_MS, async () => {
      for (const _ of [1, 2]) await new Sweeper(api.deps).sweep()
    })
    expect(await api.store.keys.get(gone.dataKeyId)).toBeNull()
  })

  it('waits for runs that are at work on it', async () => {
    const dataset = await api.dataset(owner.id)
    await say(dataset.id, { retention_days: 1 })
    const { id } = await api.execution(owner.id, [dataset])
    await later(2 * DAY_MS, async () => {
      expect(await sweep(false)).toEqual([expect.objectContaining({ dataset_id: dataset.id, needed_by: [id] })])
      expect(await statusOf(dataset.id)).toBe('ready')
      await api.store.executions.transition(id, { from: ['queued'], to: 'failed' })
      await sweep(false)
      expect(await statusOf(dataset.id)).toBe('deleted')
    })
  })

  it('counts as it is at that moment: one that was made longer meanwhile stays', async () => {
    const dataset = await api.dataset(owner.id)
    await say(dataset.id, { retention_days: 1 })
    const executions: typeof api.deps.executions = Object.assign(Object.create(api.deps.executions), {
      activeFor: async (id: string) => {
        await say(dataset.id, { retention_days: 3 })
        return api.deps.executions.activeFor(id)
      },
    })
    await later(2 * DAY_MS, async () => expect(await sweepRetention({ ...api.deps, executions })).toEqual([]))
    expect(await statusOf(dataset.id)).toBe('ready')
  })

  it('is not enforced where its end cannot be written down', async () => {
    const dataset = await api.dataset(owner.id)
    await say(dataset.id, { retention_days: 1 })
    const audit = Object.assign(Object.create(api.deps.audit), { append: () => Promise.reject(new Error('full')) })
    await later(2 * DAY_MS, async () => expect(await sweepRetention({ ...api.deps, audit })).toEqual([]))
    expect(await statusOf(dataset.id)).toBe('ready')
    await api.store.datasets.describe(dataset.id, { retainUntil: null })
  })

  it('is enforced by itself', async () => {
    const dataset = await api.dataset(owner.id)
    await say(dataset.id, { retention_days: 1 })
    await later(2 * DAY_MS, () => new Sweeper(api.deps).sweep())
    expect(await statusOf(dataset.id)).toBe('deleted')
  })
})
