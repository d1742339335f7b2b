import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, Execution, QuarantineRowView, SweepView } from '@techdeck/contracts'
import { collect } from '@techdeck/core'
import { openShardFile } from '@techdeck/pipeline'
import { Sweeper } from '../../sweeper.ts'
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

const get = (path: string) => api.inject({ method: 'GET', url: `/api/v1${path}`, headers: owner.headers })
const sweep = async (dryRun: boolean): Promise<string[]> => {
  const payload = { dry_run: dryRun }
  const { body } = await api.inject({ method: 'POST', url: '/api/v1/retention/sweep', headers: admin.headers, payload })
  return (body.data as SweepView).texts.map(({ execution_id: id, needed_by: by }) =>
    by.length > 0 ? `${id} stays` : id,
  )
}
async function after<T>(days: number, act: () => Promise<T>): Promise<T> {
  aheadMs += days * DAY_MS
  try {
    return await act()
  } finally {
    aheadMs -= days * DAY_MS
  }
}
async function taken(): Promise<{ dataset: Dataset; run: Execution }> {
  const dataset = await work.take(owner.id, 'sessions.jsonl', SESSIONS)
  return { dataset, run: await work.run(owner.id, dataset) }
}
/** Conversations in what the first two stages wrote. */
async function textsOf({ id, stages }: Execution, datasetId: string): Promise<number> {
  const dataKey = await api.deps.keyRing.unwrap(
    (await api.store.keys.get((await api.store.datasets.get(datasetId))!.dataKeyId))!,
  )
  let count = 0
  for (const stage of ['ingestion', 'standardization'])
    for (const artifact of await api.store.shards.artifacts(stages[datasetId][stage].output!.plan, 0, 1)) {
      const reader = await api.deps.artifacts.open(artifact!, dataKey)
      count += (await openShardFile(reader)).count('records')
      await reader.close()
    }
  expect(id).not.toBe('')
  return count
}

/** What ingestion says of the rows that it could not read. */
async function lossesOf({ stages }: Execution, datasetId: string): Promise<unknown[]> {
  const dataKey = await api.deps.keyRing.unwrap(
    (await api.store.keys.get((await api.store.datasets.get(datasetId))!.dataKeyId))!,
  )
  const [artifact] = await api.store.shards.artifacts(stages[datasetId].ingestion.output!.plan, 0, 1)
  const reader = await api.deps.artifacts.open(artifact!, dataKey)
  const losses = await collect((await openShardFile(reader)).items('losses'))
  await reader.close()
  return losses
}

describe('the text that the first stages of a run make', () => {
  it('stays for some days after the run, then goes by itself; exports, reports and passports go on', async () => {
    const { dataset, run } = await taken()
    const download = `/pipeline/${run.id}/exports/${(await get(`/pipeline/${run.id}/exports`)).body.data.files[0].name}`
    const before = await get(download)
    const [row] = (await get(`/pipeline/${run.id}/conversations`)).body.data
    const source = `/pipeline/${run.id}/conversations/${row.id}/source`
    const passport = (await get(`/pipeline/${run.id}/why/${row.id}`)).body
    expect([before.status, (await get(source)).status, await textsOf(run, dataset.id)]).toEqual([200, 200, 6])
    expect(await after(13, () => sweep(true))).toEqual([])
    await after(15, async () => {
      expect(await sweep(true)).toEqual([run.id])
      expect(await textsOf(run, dataset.id)).toBe(6)
      await new Sweeper(api.deps).sweep()
      expect(await sweep(true)).toEqual([])
    })
    expect(await textsOf(run, dataset.id)).toBe(0)
    expect((await get(download)).text).toBe(before.text)
    expect((await get(`/pipeline/${run.id}/report`)).status).toBe(200)
    expect((await get(`/pipeline/${run.id}/why/${row.id}`)).body).toEqual(passport)
    expect((await get(`/datasets/${dataset.id}/quarantine`)).body.data).toHaveLength(1)
    expect((await get(`/pipeline/${run.id}/conversations/${row.id}`)).status).toBe(200)
    const gone = await get(source)
    expect([gone.status, gone.body.details.reason]).toEqual([404, 'text_gone'])
    expect((await get(`/pipeline/${run.id}`)).body.data.text_gone_at).toEqual(expect.any(String))
    const { items } = await api.deps.audit.search({ workspaceId: 'default', executionId: run.id }, null, 50)
    expect(items.map(({ operation }) => operation)).toContain('pipeline.expire_text')
    // Run again, it is read anew from the uploads, and comes out the same.
    const again = await work.run(owner.id, dataset)
    expect([again.status, await textsOf(again, dataset.id)]).toEqual([run.status, 6])
    expect((await get(download.replace(run.id, again.id))).text).toBe(before.text)
  }, 60_000)

  it('takes with it how rows began that could not be read; where they are and why stays, and they are mended as before', async () => {
    const { dataset, run } = await taken()
    const rows = async () => (await get(`/datasets/${dataset.id}/quarantine`)).body.data as QuarantineRowView[]
    const [before] = await rows()
    const bytesOf = async () => JSON.stringify(await lossesOf(run, dataset.id))
    expect(before.excerpt!.length).toBeGreaterThan(5)
    expect(await bytesOf()).toContain(JSON.stringify(before.excerpt))
    await after(15, () => sweep(false))
    const { excerpt, ...stays } = before
    expect(await rows()).toEqual([{ ...stays, excerpt_gone: true }])
    expect(await bytesOf()).not.toContain(JSON.stringify(excerpt))
    const row = `/datasets/${dataset.id}/quarantine/${before.id}`
    expect((await get(row)).body.data.content).toContain(excerpt)
    const say = (path: string, payload: object) =>
      api.inject({ method: 'POST', url: `/api/v1${path}`, headers: owner.headers, payload })
    const turn = '{"id":"mended","turns":[{"role":"client","text":"better"},{"role":"therapist","text":"good"}]}'
    expect((await say(`${row}/fix`, { content: turn })).status).toBe(200)
    const released = await say(`/datasets/${dataset.id}/quarantine/release`, {})
    expect([released.status, released.body.data.released]).toEqual([200, 1])
  }, 60_000)

  it('stays while another run of the data set needs it, and nobody goes on from what is gone', async () => {
    const { dataset, run } = await taken()
    const waiting = await api.execution(owner.id, [dataset])
    await after(15, async () => {
      expect(await sweep(false)).toContain(`${run.id} stays`)
      expect(await textsOf(run, dataset.id)).toBe(6)
      await api.store.executions.transition(waiting.id, { from: ['queued'], to: 'failed' })
    })
    await after(40, () => sweep(false))
    expect(await textsOf(run, dataset.id)).toBe(0)
    const retry = await api.inject({ method: 'POST', url: `/api/v1/pipeline/${run.id}/retry`, headers: owner.headers })
    expect(retry.status).toBe(409)
  }, 60_000)
})
