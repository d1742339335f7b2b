import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import type { WorkerReport } from '@techdeck/redis'
import { workerBoardOf } from '../../testing/requests.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let admin: TestUser
beforeAll(async () => {
  api = await startApi()
  admin = await api.user('admin')
}, 60_000)
afterAll(() => api?.close())

const ask = (method: 'GET' | 'POST', path: string) =>
  api.inject({ method, url: `/api/v1${path}`, headers: admin.headers })
const report = (fields: Partial<WorkerReport> = {}): WorkerReport => ({
  id: newId(),
  name: 'worker-quality',
  host: 'here',
  pid: 7,
  version: '0.1.0',
  stages: ['quality'],
  threads: 4,
  busy: 3,
  memoryBytes: 1024,
  state: 'working',
  work: [{ kind: 'shard', stage: 'quality', executionId: 'e', datasetId: 'd', shard: 5 }],
  startedAt: new Date().toISOString(),
  ...fields,
})
const queueNamed = async (name: string) =>
  (await ask('GET', '/workers')).body.data.queues.find(({ queue }: { queue: string }) => queue === name)

describe('workers and queues', () => {
  it('lists workers with their stages, load, shards in hand and how long ago they were heard of', async () => {
    const worker = report()
    await workerBoardOf(api).beat(worker)
    const { status, body } = await ask('GET', '/workers')
    expect(status).toBe(200)
    const shown = body.data.workers.find(({ id }: { id: string }) => id === worker.id)
    expect(shown).toMatchObject({ name: 'worker-quality', host: 'here', pid: 7, load: 0.75, state: 'working' })
    expect(shown.work).toEqual([{ kind: 'shard', stage: 'quality', execution_id: 'e', dataset_id: 'd', shard: 5 }])
    expect(shown.heard_ms).toBeGreaterThanOrEqual(0)
  })

  it('tells a worker at its next beat to hand back, and to take work again, and writes both down', async () => {
    const worker = report()
    const board = workerBoardOf(api)
    expect(await board.beat(worker)).toEqual({ drain: false })
    expect((await ask('POST', `/workers/${worker.id}/drain`)).status).toBe(202)
    expect(await board.beat(worker)).toEqual({ drain: true })
    expect((await ask('POST', `/workers/${worker.id}/resume`)).status).toBe(202)
    expect(await board.beat(worker)).toEqual({ drain: false })
    for (const operation of ['workers.drain', 'workers.resume']) {
      const { items } = await api.deps.audit.search({ workspaceId: 'default', operation }, null, 10)
      expect(items[0]).toMatchObject({ userId: admin.id, dataId: worker.id })
    }
    await board.leave(worker.id)
    expect((await ask('POST', `/workers/${worker.id}/drain`)).status).toBe(404)
  })

  it('counts what waits in each stage, since when, and pauses a stage', async () => {
    const dataset = await api.dataset(admin.id)
    await api.deps.flows.addInspect({ datasetId: dataset.id, version: 1 })
    const before = await queueNamed('ingestion')
    expect(before).toMatchObject({ waiting: 1, active: 0, failed: 0, paused: false, per_minute: 0, eta_ms: null })
    expect(before.oldest_wait_ms).toBeGreaterThanOrEqual(0)
    const paused = await ask('POST', '/queues/ingestion/pause')
    expect(paused.body.data).toMatchObject({ queue: 'ingestion', paused: true, waiting: 1 })
    // What waits in a paused stage is not lost: the reconciler leaves it alone.
    expect(await api.deps.flows.inspectAlive({ datasetId: dataset.id, version: 1 })).toBe(true)
    expect((await ask('POST', '/queues/ingestion/resume')).body.data.paused).toBe(false)
    const { items } = await api.deps.audit.search({ workspaceId: 'default', operation: 'queues.pause' }, null, 10)
    expect(items[0]).toMatchObject({ userId: admin.id, dataId: 'ingestion' })
    for (const name of ['nothing', 'pipeline']) expect((await ask('POST', `/queues/${name}/pause`)).status).toBe(404)
  })

  it('gives the same figures to Prometheus', async () => {
    const { waiting } = await queueNamed('ingestion')
    const text = await api.deps.registry.metrics()
    expect(text).toContain(`techdeck_queue_jobs{queue="ingestion",state="waiting"} ${waiting}`)
    expect(text).toContain('techdeck_queue_oldest_wait_seconds{queue="export"} 0')
  })
})
