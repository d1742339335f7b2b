import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { collectBytes } from '@techdeck/core'
import { workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
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

const TABLE = `case,who,said,mood
1,Dr. Zebedee,How have you been?,1
1,Kim,I have slept badly and I worry.,2
2,Dr. Zebedee,What brings you here?,1
2,Kim,My exam and I are no friends.,3
`
/** Speakers in a list: as much a transcript as Markdown. */
const LIST = '- Therapist: How are you?\n- Client: Badly, says Zebedee.\n- Therapist: Since when?\n- Client: Monday.\n'

const get = (id: string, path: string, as = owner) =>
  api.inject({ url: `/api/v1/datasets/${id}/${path}`, headers: as.headers })
const put = (id: string, payload: object, as = owner) =>
  api.inject({ method: 'PUT', url: `/api/v1/datasets/${id}/mapping`, payload, headers: as.headers })
const audited = async (operation: string) =>
  (await api.deps.audit.search({ workspaceId: 'default', operation }, null, 20)).items

describe('a reading', () => {
  it('says how a file was read: columns and what they mean, who speaks and in which role', async () => {
    const { id } = await worker.take(owner.id, 'table.csv', TABLE)
    const { status, body, text } = await get(id, 'readings')
    expect(status).toBe(200)
    expect(body.data).toEqual([
      {
        file: 0,
        name: 'table.csv',
        format: 'csv',
        encoding: 'utf-8',
        confidence: expect.any(Number),
        saw: expect.stringContaining('A table of 4 columns, delimited by comma'),
        chosen: false,
        columns: ['case', 'who', 'said', 'mood'],
        mapping: {
          conversation: 'case',
          speaker: 'who',
          text: 'said',
          labels: ['mood'],
          roles: { 'dr. zebedee': 'therapist', kim: 'client' },
        },
        given: null,
        speakers: [
          { speaker: 'dr. zebedee', role: 'therapist', turns: 2 },
          { speaker: 'kim', role: 'client', turns: 2 },
        ],
        alternatives: [],
      },
    ])
    expect(text).not.toContain('exam')
    const [entry] = await audited('dataset.readings')
    expect(entry).toMatchObject({ userId: owner.id, dataId: id, details: { files: 1, records: 0 } })
  })

  it('names the fields of objects by the ways to them', async () => {
    const line = JSON.stringify({ data: { msgs: [{ from: 'user', body: 'Hi.' }], tags: ['a'] }, site: 'x' })
    const { id } = await worker.take(owner.id, 'a.jsonl', `${line}\n`)
    const [{ columns, mapping }] = (await get(id, 'readings')).body.data
    expect(columns).toEqual(['data.msgs[].from', 'data.msgs[].body', 'data.tags[]', 'site'])
    expect(mapping).toMatchObject({ text: 'data.msgs[].body', speaker: 'data.msgs[].from' })
  })

  it('shows first records when asked, under each likely reading, to those who may see rows, and logs nothing of them', async () => {
    const { id } = await worker.take(owner.id, 'list.txt', LIST.replace('Zebedee', `Zebedee, ${'long '.repeat(200)}`))
    const [{ format, alternatives, first, ...rest }] = (await get(id, 'readings?records=3')).body.data
    expect([rest.chosen, format, alternatives]).toEqual([
      false,
      'markdown',
      [{ format: 'transcript', confidence: expect.any(Number), saw: expect.any(String) }],
    ])
    expect(first.map((each: { format: string }) => each.format)).toEqual(['markdown', 'transcript'])
    for (const { records } of first) {
      expect(records.map(({ line }: { line: number }) => line)).toEqual([1, 2, 3])
      expect(records[0]).toMatchObject({ line: 1, row: 1, turns: [{ text: 'How are you?' }], more: 0 })
      expect(records[1].turns[0].text).toMatch(/^Badly.{250,296}…$/)
    }
    expect((await audited('dataset.readings'))[0]).toMatchObject({ dataId: id, details: { files: 1, records: 3 } })
    expect((await get(id, 'readings', await api.user())).status).toBe(404)
    expect((await get(id, 'readings', await api.user('moderator'))).status).toBe(200)
    expect((await get(id, 'readings?records=11')).status).toBe(400)
    expect((await get(id, 'readings?file=7')).status).toBe(404)
    expect(api.logs.join('')).not.toMatch(/zebedee/i)
  })
})

describe('a mapping', () => {
  it('is saved encrypted, read by as the next version, and given back for other files', async () => {
    const { id } = await worker.take(owner.id, 'table.csv', TABLE)
    const mapping = {
      conversation: 'case',
      speaker: 'who',
      text: 'said',
      roles: { kim: 'therapist', 'dr. zebedee': 'client' },
    }
    const { status, body } = await put(id, { mapping })
    expect([status, body.data.version, body.data.status]).toEqual([200, 2, 'inspecting'])
    expect(await api.deps.flows.inspectAlive({ datasetId: id, version: 2 })).toBe(true)
    const refused = await put(id, { mapping })
    expect([refused.status, refused.body.error_code]).toEqual([409, 'CONFLICT'])
    expect(refused.body.user_message ?? refused.body.message).toContain('inspected')

    const { files } = await worker.inspect({ id, version: 2 })
    const [reading] = (await get(id, 'readings')).body.data
    expect(reading).toMatchObject({ given: mapping, mapping, speakers: [{ role: 'client' }, { role: 'therapist' }] })
    expect((await get(id, 'mapping')).body.data).toMatchObject({ file: 0, format: 'csv', mapping })
    expect((await get(id, 'versions')).body.data).toHaveLength(2)
    expect(JSON.stringify(files)).not.toContain('zebedee')
    const { dataKeyId } = (await api.deps.datasets.get(id))!
    const dataKey = await api.deps.keyRing.unwrap((await api.deps.keys.get(dataKeyId))!)
    const stored = await collectBytes((await api.deps.artifacts.open(files[0].mapping!, dataKey)).read())
    expect(JSON.parse(Buffer.from(stored).toString())).toEqual(mapping)
    const [entry] = await audited('dataset.set_mapping')
    expect(entry).toMatchObject({ dataId: id, details: { version: 2, by: ['mapping'] } })
  })

  it('says which of two close readings is right, and leaves it to detection again', async () => {
    const { id } = await worker.take(owner.id, 'list.txt', LIST)
    const wrong = await put(id, { format: 'parquet' })
    expect([wrong.status, wrong.body.details[0].allowed]).toEqual([400, ['markdown', 'transcript']])
    await put(id, { format: 'transcript' })
    expect((await worker.inspect({ id, version: 2 })).format).toBe('transcript')
    const [chosen] = (await get(id, 'readings?records=1')).body.data
    expect(chosen).toMatchObject({ chosen: true, format: 'transcript', alternatives: [{ format: 'markdown' }] })
    expect(chosen.first.map(({ format }: { format: string }) => format)).toEqual(['transcript', 'markdown'])
    await put(id, { format: null })
    expect((await worker.inspect({ id, version: 3 })).format).toBe('markdown')
  })

  it('makes a data set ready that could not be read', async () => {
    const { id, status } = await worker.take(owner.id, 'a.jsonl', '{"x":{"y":"What I said to Zebedee."}}\n')
    expect(status).toBe('invalid')
    expect((await get(id, 'readings')).body.data).toEqual([])
    expect((await get(id, 'mapping')).status).toBe(404)
    await put(id, { mapping: { text: 'x.y' } })
    expect(await worker.inspect({ id, version: 2 })).toMatchObject({ status: 'ready', turnCount: 1 })
  })

  it('is the owner’s to set, and is told nothing of by errors', async () => {
    const { id } = await worker.take(owner.id, 'table.csv', TABLE)
    const mapping = { text: 'said' }
    expect((await put(id, { mapping }, await api.user())).status).toBe(404)
    expect((await put(id, { mapping }, await api.user('moderator'))).status).toBe(403)
    expect((await put(id, { mapping, file: 3 })).status).toBe(404)
    expect((await put(id, {})).status).toBe(400)
    const { status, text } = await put(id, { mapping: { roles: { zebedee: 'nurse' } } })
    expect([status, text.includes('zebedee')]).toEqual([400, false])
    expect((await api.deps.datasets.get(id))!.version).toBe(1)
  })
})
