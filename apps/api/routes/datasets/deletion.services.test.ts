import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { Sweeper } from '../../sweeper.ts'
import { finishedExecution } from '../../testing/finished-execution.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
/** How far the clock is ahead. */
let aheadMs = 0
beforeAll(async () => {
  api = await startApi(() => ({ clock: { now: () => new Date(Date.now() + aheadMs) } }))
  owner = await api.user()
}, 60_000)
afterAll(() => api?.close())

const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, as = owner) =>
  api.inject({ method, url: `/api/v1${path}`, headers: as.headers })
const remove = (id: string, { as = owner, query = '' } = {}) => ask('DELETE', `/datasets/${id}${query}`, as)
const restore = (id: string, as = owner) => ask('POST', `/datasets/${id}/restore`, as)
const keysBelow = async (prefix: string) => {
  const keys: string[] = []
  for await (const { key } of api.deps.artifacts.list(prefix)) keys.push(key)
  return keys
}
async function sweepLater(ms: number): Promise<void> {
  aheadMs += ms
  try {
    // What was found is looked for once more.
    for (const _ of [1, 2]) await new Sweeper(api.deps).sweep()
  } finally {
    aheadMs -= ms
  }
}
/** A data set with a run that has ended. */
async function finished() {
  const { dataset, execution } = await finishedExecution(api, owner.id)
  await api.store.executions.transition(execution.id, { from: ['queued', 'running'], to: 'completed' })
  return { dataset, execution }
}

/** A plan of a run, with one record. */
async function withShard({ id }: { id: string }, executionId: string): Promise<string> {
  const plan = `${executionId}.${id}.ingestion.run.${newId().slice(0, 8)}`
  await api.deps.shards.plan({ plan, executionId, datasetId: id, stage: 'ingestion', count: 1 })
  const set = { plans: [{ phase: 'run', plan, shards: 1 }] }
  const stage = { datasetId: id, stage: 'ingestion' as const, from: ['pending' as const], set }
  await api.store.executions.transition(executionId, { from: ['queued', 'running', 'failed', 'completed'], stage })
  return plan
}

describe('deleting a data set', () => {
  it('is refused while runs of it are active, and names them', async () => {
    const dataset = await api.dataset(owner.id)
    const runs = [await api.execution(owner.id, [dataset]), await api.execution(owner.id, [dataset])]
    const { status, body } = await remove(dataset.id)
    expect([status, body.error_code]).toEqual([409, 'CONFLICT'])
    expect(new Set(body.details.execution_ids)).toEqual(new Set(runs.map(({ id }) => id)))
    expect((await ask('GET', `/datasets/${dataset.id}`)).status).toBe(200)
    for (const { id } of runs) await api.store.executions.transition(id, { from: ['queued'], to: 'failed' })
    expect((await remove(dataset.id)).status).toBe(200)
    const payload = { dataset_ids: [dataset.id] }
    const run = { method: 'POST', url: '/api/v1/pipeline/execute', payload, headers: owner.headers } as const
    expect((await api.inject(run)).status).toBe(404)
  })

  it('hides it from everybody, and lists what was downloaded of it', async () => {
    const { dataset, execution } = await finished()
    const file = `/pipeline/${execution.id}/exports/a.jsonl`
    for (const _ of [1, 2]) expect((await ask('GET', file)).status).toBe(200)
    const { body } = await remove(dataset.id)
    expect(body.data).toMatchObject({ id: dataset.id, purged: false, purge_at: expect.any(String) })
    expect(body.data.downloads).toEqual([
      expect.objectContaining({ execution_id: execution.id, user_id: owner.id, name: 'a.jsonl', count: 2 }),
    ])
    const hidden = [`/datasets/${dataset.id}`, file, `/pipeline/${execution.id}/preview`, `/validation/${dataset.id}`]
    for (const path of hidden) expect([path, (await ask('GET', path)).status]).toEqual([path, 404])
    const { items } = await api.deps.audit.search({ workspaceId: 'default', dataId: dataset.id }, null, 10)
    const [record] = items.filter(({ operation }) => operation === 'dataset.delete')
    expect(record.details).toMatchObject({ now: false, downloads: [{ execution_id: execution.id, user_id: owner.id }] })
  })

  it('is taken back by its owner while its time of grace lasts', async () => {
    const { dataset, execution } = await finished()
    await remove(dataset.id)
    const listed = async () => (await ask('GET', '/datasets?deleted=true')).body.data.map(({ id }: any) => id)
    expect(await listed()).toContain(dataset.id)
    expect((await restore(dataset.id, await api.user('admin'))).status).toBe(403)
    expect((await restore(dataset.id, await api.user())).status).toBe(404)
    const { body } = await restore(dataset.id)
    expect(body.data).toMatchObject({ id: dataset.id, status: 'ready', name: dataset.name })
    expect((await restore(dataset.id)).body.data).toEqual(body.data)
    expect(await listed()).not.toContain(dataset.id)
    expect((await ask('GET', `/pipeline/${execution.id}/exports/a.jsonl`)).status).toBe(200)
    await sweepLater(2 * 3_600_000)
    expect((await ask('GET', `/datasets/${dataset.id}`)).status).toBe(200)
  })

  it('ends in the loss of all that was made of it, and of nothing else', async () => {
    const [gone, kept] = [await finished(), await finished()]
    const plans = [await withShard(gone.dataset, gone.execution.id), await withShard(kept.dataset, kept.execution.id)]
    const before = await keysBelow(kept.dataset.id)
    await remove(gone.dataset.id)
    await sweepLater(3_500_000)
    expect((await keysBelow(gone.dataset.id)).length).toBeGreaterThan(0)
    expect(await api.deps.keys.get(gone.dataset.dataKeyId)).not.toBeNull()
    await sweepLater(3_700_000)
    expect(await keysBelow(gone.dataset.id)).toEqual([])
    expect(await api.deps.keys.get(gone.dataset.dataKeyId)).toBeNull()
    expect(await api.deps.results.ofExecution(gone.execution.id)).toEqual([])
    expect(await api.deps.shards.get(plans[0], 0)).toBeNull()
    expect(await api.deps.datasets.get(gone.dataset.id)).toMatchObject({ name: '', files: [], status: 'deleted' })
    expect((await restore(gone.dataset.id)).status).toBe(404)
    expect((await remove(gone.dataset.id)).body.data).toMatchObject({ purged: true, purge_at: null })
    // What the runs did in counts is still known.
    expect((await ask('GET', `/pipeline/${gone.execution.id}`)).status).toBe(200)

    expect(await keysBelow(kept.dataset.id)).toEqual(before)
    expect(await api.deps.keys.get(kept.dataset.dataKeyId)).not.toBeNull()
    expect((await api.deps.results.ofExecution(kept.execution.id)).length).toBeGreaterThan(0)
    expect(await api.deps.shards.get(plans[1], 0)).not.toBeNull()
  })

  it('needs no time of grace where an administrator says so, also of what is somebody else’s', async () => {
    const { dataset } = await finished()
    expect((await remove(dataset.id, { query: '?now=true' })).status).toBe(403)
    const admin = await api.user('admin')
    expect((await remove(dataset.id, { as: admin })).status).toBe(403)
    const { body } = await remove(dataset.id, { as: admin, query: '?now=true' })
    expect(body.data).toMatchObject({ purged: true, purge_at: null })
    expect([await keysBelow(dataset.id), await api.deps.keys.get(dataset.dataKeyId)]).toEqual([[], null])
    expect((await restore(dataset.id)).status).toBe(404)
  })
})
