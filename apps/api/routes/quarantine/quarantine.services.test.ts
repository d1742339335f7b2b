import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, Execution } from '@techdeck/contracts'
import { isConserved } from '@techdeck/contracts'
import { MENDED, SESSIONS, brokenRow, workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let owner: Awaited<ReturnType<TestApi['user']>>
let worker: ReturnType<typeof workFor>
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  worker = workFor(api)
}, 60_000)
afterAll(async () => {
  worker?.close()
  await api?.close()
})

const ask = (method: 'GET' | 'POST', { id }: Pick<Dataset, 'id'>, path = '', payload?: object, as = owner) =>
  api.inject({ method, url: `/api/v1/datasets/${id}/quarantine${path}`, headers: as.headers, payload })
const rowsRead = ({ stages }: Execution, { id }: Dataset) => stages[id].ingestion.records!
const audited = async (operation: string) =>
  (await api.deps.audit.search({ workspaceId: 'default', operation }, null, 20)).items

describe('a row that could not be read', () => {
  let dataset: Dataset
  let before: Execution
  const row = brokenRow()
  beforeAll(async () => {
    dataset = await worker.take(owner.id, 'helpline.jsonl', SESSIONS)
    before = await worker.run(owner.id, dataset)
  })

  it('is counted by its reason, and what was read adds up', async () => {
    const { body } = await ask('GET', dataset, '/counts')
    expect(body.data).toMatchObject({
      execution_id: before.id,
      rows: { read: 4, accepted: 3, quarantined: 1 },
      reasons: [{ stage: 'ingestion', kind: 'quarantined', reason_code: 'invalid_json', count: 1 }],
      fixed: 0,
      released: 0,
    })
    expect((await ask('GET', dataset, '?reason=invalid_json')).body.data).toMatchObject([{ id: row }])
    expect((await ask('GET', dataset, '?reason=empty_text')).body.data).toEqual([])
  })

  it('is shown whole to those who may see it, and that is audited', async () => {
    const { body } = await ask('GET', dataset, `/${row}`)
    expect(body.data).toMatchObject({
      id: row,
      reason_code: 'invalid_json',
      position: { file: 0, line: 4, row: 4 },
      file_name: 'helpline.jsonl',
      format: 'jsonl',
      content: '{"messages": [\n',
    })
    expect(await audited('quarantine.read')).toContainEqual(
      expect.objectContaining({ dataId: dataset.id, userId: owner.id }),
    )
    const stranger = await api.user()
    expect((await ask('GET', dataset, `/${row}`, undefined, stranger)).status).toBe(404)
    expect((await ask('GET', dataset, '/0.1')).status).toBe(404)
  })

  it('is not mended by what still cannot be read', async () => {
    const tries = [
      ['{"messages": [', 'invalid_json'],
      [`${MENDED}\n${MENDED}`, 'several_rows'],
      ['\n', 'no_row'],
      ['{"other": 1}', 'no_turns'],
    ]
    for (const [content, problem] of tries) {
      const { status, body } = await ask('POST', dataset, `/${row}/fix`, { content })
      expect([status, body.details]).toEqual([400, [{ path: 'content', problem }]])
    }
    expect((await ask('POST', dataset, `/${row}/fix`, {})).status).toBe(400)
    expect((await ask('POST', dataset, `/${row}/release`, {})).status).toBe(404)
    expect((await ask('POST', dataset, '/release', {})).status).toBe(404)
  })

  it('is mended, and released into a new version at its own place', async () => {
    const { body: fixed } = await ask('POST', dataset, `/${row}/fix`, { content: MENDED })
    expect(fixed.data).toEqual({ id: row, turns: 4, joins_conversation: false })
    expect((await ask('GET', dataset, `/${row}`)).body.data.mend).toMatchObject({ status: 'fixed', version: null })

    const { status, body } = await ask('POST', dataset, `/${row}/release`, { reason: 'cut off by the export' })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ released: 1, dataset: { version: 2, status: 'ready' } })
    expect(body.data.dataset.sha256).not.toBe(dataset.sha256)
    const [entry] = await audited('quarantine.release')
    expect(entry).toMatchObject({ userId: owner.id, dataId: dataset.id, details: { rows: 1, version: 2 } })
    const [listed] = (await ask('GET', dataset)).body.data
    expect(listed).toMatchObject({ id: row, mend: { status: 'released', version: 2 } })
    expect((await ask('POST', dataset, `/${row}/release`, {})).status).toBe(409)
    expect((await ask('POST', dataset, `/${row}/fix`, { content: MENDED })).status).toBe(409)
  })

  it('is a conversation in the next run, and every row is accounted for', async () => {
    const now = (await api.store.datasets.get(dataset.id))!
    const after = await worker.run(owner.id, now)
    expect(after.status).toBe('completed')
    expect(rowsRead(before, dataset)).toMatchObject({ in: 4, out: 3, quarantined: 1 })
    expect(rowsRead(after, dataset)).toMatchObject({ in: 4, out: 4, quarantined: 0 })
    expect(isConserved(rowsRead(after, dataset))).toBe(true)
    expect((await ask('GET', dataset, '/counts')).body.data).toMatchObject({
      execution_id: after.id,
      rows: { read: 4, accepted: 4, quarantined: 0 },
      released: 1,
    })
    const why = await api.inject({
      url: `/api/v1/pipeline/${after.id}/why/helpline.jsonl:4`,
      headers: owner.headers,
    })
    expect(why.body.data.passports).toMatchObject([
      { fate: { outcome: 'exported' }, source: { line: 4, row: 4, byte_offset: Number(row.split('.')[1]) } },
    ])
    const diff = await api.inject({ url: `/api/v1/pipeline/${before.id}/diff/${after.id}`, headers: owner.headers })
    expect(diff.body.data).toMatchObject({
      differences: [{ stage: 'ingestion', name: 'dataset' }],
      diff: {
        counts: { entered: 1, left: 0 },
        causes: [{ change: 'entered', stage: 'ingestion', reason: 'invalid_json', because: ['ingestion.dataset'] }],
      },
    })
  })
})

describe('rows of a table', () => {
  const csv = [
    'session,speaker,text,note',
    'a,therapist,"How have you been since we last spoke, and what has changed?",',
    'a,client,,I have been so tired that I could not answer my mother when she called.',
    'a,therapist,"That sounds heavy. What happens when she calls?",',
    'a,client,"I look at the phone and hope that it stops, and then I feel guilty.",',
    'a,client,one,two,three,four',
    '',
  ].join('\n')

  it('are mended by a mapping or by content, and go back into their conversation', async () => {
    const dataset = await worker.take(owner.id, 'table.csv', csv)
    const first = await worker.run(owner.id, dataset, { qualityThreshold: 0 })
    const rows = (await ask('GET', dataset)).body.data as { id: string; reason_code: string }[]
    expect(rows.map(({ reason_code }) => reason_code)).toEqual(['empty_text', 'wrong_column_count'])
    const [empty, wide] = rows.map(({ id }) => id)
    expect((await ask('POST', dataset, `/${empty}/fix`, { mapping: { text: 'note' } })).body.data).toEqual({
      id: empty,
      turns: 1,
      joins_conversation: true,
    })
    const content = 'a,client,"Yes. And then I call back late, and she is short with me.",'
    expect((await ask('POST', dataset, `/${wide}/fix`, { content })).status).toBe(200)
    expect((await ask('GET', dataset, '/counts')).body.data).toMatchObject({ fixed: 2 })
    expect((await ask('POST', dataset, '/release', {})).body.data.released).toBe(2)

    const now = (await api.store.datasets.get(dataset.id))!
    const second = await worker.run(owner.id, now, { qualityThreshold: 0 })
    expect(rowsRead(first, dataset)).toMatchObject({ in: 5, out: 3, quarantined: 2, conversations: 1 })
    expect(rowsRead(second, dataset)).toMatchObject({ in: 5, out: 5, quarantined: 0, conversations: 1 })

    // Whatever is read again, they are read: by another mapping, or beside further files.
    const url = `/api/v1/datasets/${dataset.id}/mapping`
    const said = { mapping: { roles: { client: 'client', therapist: 'therapist' } } }
    expect((await api.inject({ method: 'PUT', url, payload: said, headers: owner.headers })).status).toBe(200)
    const again = await worker.inspect((await api.store.datasets.get(dataset.id))!)
    expect(again.files[0]).toMatchObject({ rows: 5, badRows: 0 })
    const third = await worker.run(owner.id, again, { qualityThreshold: 0 })
    expect(rowsRead(third, dataset)).toMatchObject({ in: 5, out: 5, quarantined: 0, conversations: 1 })
  })

  it('are released beside a run that goes on with the version it began with', async () => {
    const dataset = await worker.take(owner.id, 'table.csv', csv)
    await worker.run(owner.id, dataset)
    const [{ id }] = (await ask('GET', dataset)).body.data
    await ask('POST', dataset, `/${id}/fix`, { mapping: { text: 'note' } })
    await api.execution(owner.id, [dataset])
    expect((await ask('POST', dataset, '/release', {})).status).toBe(200)
    expect(await api.store.datasets.atVersion(dataset.id, 1)).not.toHaveProperty('mended')
    expect(await api.store.datasets.get(dataset.id)).toMatchObject({ version: 2, mended: { rows: 1 } })
  })
})

describe('a data set without a run', () => {
  it('has nothing in quarantine yet', async () => {
    const dataset = await worker.take(owner.id, 'new.jsonl', SESSIONS)
    expect((await ask('GET', dataset, '/counts')).body.data).toEqual({
      execution_id: null,
      rows: null,
      reasons: [],
      fixed: 0,
      released: 0,
    })
  })
})
