import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, Execution, SweepView } from '@techdeck/contracts'
import { NotFoundError, delay } from '@techdeck/core'
import { Sweeper } from '../../sweeper.ts'
import { sweepUnpacked } from '../../retention/sweep-unpacked.ts'
import { SESSIONS, workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

const DAY_MS = 24 * 3_600_000

let api: TestApi
let work: ReturnType<typeof workFor>
let owner: TestUser
let admin: TestUser
/** How far the clock is ahead. */
let aheadMs = 0
beforeAll(async () => {
  api = await startApi(({ settings }) => ({
    clock: { now: () => new Date(Date.now() + aheadMs) },
    settings: { ...settings, intermediatesMs: 14 * DAY_MS },
  }))
  work = workFor(api)
  owner = await api.user()
  admin = await api.user('admin')
}, 60_000)
afterAll(async () => {
  work?.close()
  await api?.close()
})

async function after<T>(days: number, act: () => Promise<T>): Promise<T> {
  aheadMs += days * DAY_MS
  try {
    return await act()
  } finally {
    aheadMs -= days * DAY_MS
  }
}
const get = (path: string) => api.inject({ method: 'GET', url: `/api/v1${path}`, headers: owner.headers })
const sweep = async (dryRun: boolean): Promise<SweepView['unpacked']> => {
  const payload = { dry_run: dryRun }
  const { body } = await api.inject({ method: 'POST', url: '/api/v1/retention/sweep', headers: admin.headers, payload })
  return body.data.unpacked
}
const packed = () => work.take(owner.id, 'sessions.jsonl.gz', gzipSync(SESSIONS))
const stored = async (id: string): Promise<Dataset> => (await api.store.datasets.get(id))!

/** How many of a data set's unpacked files can be opened. */
async function unpackedOf({ files, dataKeyId }: Dataset): Promise<number> {
  const dataKey = await api.deps.keyRing.unwrap((await api.store.keys.get(dataKeyId))!)
  let count = 0
  for (const { plain } of files)
    if (plain !== undefined)
      try {
        await (await api.deps.artifacts.open(plain, dataKey)).close()
        count++
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
      }
  return count
}

/** Starts a run as people do, with a worker that inspects what waits. */
async function start(id: string): Promise<Execution> {
  const payload = { dataset_ids: [id], execution_mode: 'standard', quality_threshold: 0.3 }
  const asked = api.inject({ method: 'POST', url: '/api/v1/pipeline/execute', headers: owner.headers, payload })
  for (let waited = 0; waited < 50 && (await stored(id)).status !== 'inspecting'; waited++) await delay(20)
  const now = await stored(id)
  if (now.status === 'inspecting') await work.inspect(now)
  const { status, body } = await asked
  expect(status).toBe(202)
  return work.go(body.data.id)
}
const exportOf = async ({ id }: Execution) => {
  const [{ name }] = (await get(`/pipeline/${id}/exports`)).body.data.files
  return (await get(`/pipeline/${id}/exports/${name}`)).text
}

describe('what was unpacked of uploads', () => {
  it('goes some days after it was made and the last run ended, and a run has it made again', async () => {
    const { id } = await packed()
    const run = await work.run(owner.id, await stored(id))
    const row = `/datasets/${id}/quarantine/${(await get(`/datasets/${id}/quarantine`)).body.data[0].id}`
    expect([await unpackedOf(await stored(id)), (await get(row)).status]).toEqual([1, 200])
    expect(await after(13, () => sweep(true))).toEqual([])
    await after(15, async () => {
      expect(await sweep(true)).toEqual([{ dataset_id: id, unpacked_at: expect.any(String), needed_by: [] }])
      expect(await unpackedOf(await stored(id))).toBe(1)
      // First the text of the run, then what it read.
      await new Sweeper(api.deps).sweep()
      expect(await sweep(true)).toEqual([])
    })
    expect(await unpackedOf(await stored(id))).toBe(0)
    const { items } = await api.deps.audit.search({ workspaceId: 'default', dataId: id }, null, 50)
    expect(items.find(({ operation }) => operation === 'dataset.expire_unpacked')?.details).toEqual({ artifacts: 1 })
    const shown = (await get(`/datasets/${id}`)).body.data
    expect([shown.version, shown.status, shown.unpacked_gone_at]).toEqual([1, 'ready', expect.any(String)])
    const gone = await get(row)
    expect([gone.status, gone.body.details.reason]).toEqual([404, 'text_gone'])
    const [reading] = (await get(`/datasets/${id}/readings?records=2`)).body.data
    expect([reading.format, reading.first]).toEqual(['jsonl', undefined])
    const again = await start(id)
    expect([again.status, again.datasets[0].version]).toEqual([run.status, 2])
    expect(await exportOf(again)).toBe(await exportOf(run))
    const now = await stored(id)
    expect([await unpackedOf(now), now.unpackedGoneAt, now.sha256]).toEqual([1, undefined, shown.sha256])
    expect((await get(row)).status).toBe(200)
  }, 60_000)

  it('goes also where no run ever read it; what was uploaded as text has none of it', async () => {
    const { id } = await packed()
    const plain = await work.take(owner.id, 'sessions.jsonl', SESSIONS)
    await after(15, async () => {
      expect((await sweep(true)).map((due) => due.dataset_id)).toContain(id)
      expect((await sweep(false)).map((due) => due.dataset_id)).not.toContain(plain.id)
    })
    expect(await unpackedOf(await stored(id))).toBe(0)
    expect((await stored(plain.id)).unpackedGoneAt).toBeUndefined()
  })

  it('is swept to its end by the next sweep where one died, and a run that began before keeps all of it', async () => {
    const [cut, held] = [await packed(), await packed()]
    const artifacts: typeof api.deps.artifacts = Object.assign(Object.create(api.deps.artifacts), {
      remove: () => Promise.reject(new Error('killed')),
    })
    await after(15, async () => {
      await sweepUnpacked({ ...api.deps, artifacts })
      expect([(await stored(cut.id)).unpackedGoneAt, await unpackedOf(await stored(cut.id))]).toEqual([
        expect.any(Date),
        1,
      ])
      await sweepUnpacked(api.deps)
      expect(await unpackedOf(await stored(cut.id))).toBe(0)
    })
    expect(await unpackedOf(await stored(held.id))).toBe(0)
    const other = await packed()
    const datasets: typeof api.deps.datasets = Object.assign(Object.create(api.deps.datasets), {
      noteUnpackedGone: async (...args: Parameters<typeof api.deps.datasets.noteUnpackedGone>) => {
        // Recorded after it was looked for, and before it is noted.
        await api.execution(owner.id, [other])
        return api.deps.datasets.noteUnpackedGone(...args)
      },
    })
    await after(15, () => sweepUnpacked({ ...api.deps, datasets }))
    expect([await unpackedOf(await stored(other.id)), (await stored(other.id)).unpackedGoneAt]).toEqual([1, undefined])
  })
})
