import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE, type Dataset } from '@techdeck/contracts'
import { collectBytes, newId, sha256 } from '@techdeck/core'
import { ShardFileWriter } from '@techdeck/pipeline'
import { multipart, startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let owner: Awaited<ReturnType<TestApi['user']>>
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
}, 60_000)
afterAll(() => api?.close())

const LINE = '{"messages":[{"role":"user","content":"my canary name is Zebedee"}]}\n'
type Parts = Parameters<typeof multipart>[0]
const file = (content: string | Buffer = LINE, filename = 'a.jsonl') => ({ name: 'file', filename, content })
function upload(parts: Parts, { headers = {}, query = '', as = owner } = {}) {
  const body = multipart(parts)
  return api.inject({
    method: 'POST',
    url: `/api/v1/datasets${query}`,
    payload: body.payload,
    headers: { ...body.headers, ...as.headers, ...headers },
  })
}
const get = (path: string, as = owner) => api.inject({ url: `/api/v1/datasets${path}`, headers: as.headers })
const contentOf = async (id: string, key: string) => {
  const dataset = (await api.deps.datasets.get(id))!
  const dataKey = await api.deps.keyRing.unwrap((await api.deps.keys.get(dataset.dataKeyId))!)
  return collectBytes((await api.deps.artifacts.open(key, dataKey)).read())
}
const artifactsOf = async (id: string) => {
  const keys: string[] = []
  for await (const { key } of api.deps.artifacts.list(id)) keys.push(key)
  return keys
}

describe('an upload', () => {
  it('becomes a data set that waits for inspection, with its bytes encrypted as they came', async () => {
    const { status, body, headers } = await upload([{ name: 'name', content: ' mine ' }, file()])
    expect(status).toBe(201)
    const { id } = body.data
    expect(headers.location).toBe(`/api/v1/datasets/${id}`)
    expect(body.data).toMatchObject({
      name: 'mine',
      status: 'inspecting',
      version: 1,
      size_bytes: LINE.length,
      sha256: sha256(LINE),
      user_id: owner.id,
      problems: [],
      format: null,
    })
    const stored = (await api.deps.datasets.get(id))!
    expect((await contentOf(id, stored.files[0].artifact)).toString()).toBe(LINE)
    expect(await api.deps.flows.inspectAlive({ datasetId: id, version: 1 })).toBe(true)
    expect((await get(`/${id}`)).body.data).toEqual(body.data)
    expect((await get('?limit=1')).body.data[0].id).toBe(id)
  })

  it('of several files keeps their order and hashes their hashes', async () => {
    const { body } = await upload([file('one\n', 'b.txt'), file('two\n', 'a.txt')])
    const [one, two] = [sha256('one\n'), sha256('two\n')]
    expect(body.data.files.map(({ name, sha256: hash }: any) => [name, hash])).toEqual([
      ['b.txt', one],
      ['a.txt', two],
    ])
    expect(body.data.sha256).toBe(sha256(`${one}\n${two}`))
  })

  it('keeps what its owner says of licence and consent, and lets them say it later', async () => {
    const said = [
      { name: 'licence', content: 'CC-BY-4.0' },
      { name: 'consent', content: 'in writing' },
    ]
    const { body } = await upload([file('terms\n'), ...said])
    expect(body.data).toMatchObject({ licence: 'CC-BY-4.0', consent: 'in writing' })
    const url = `/api/v1/datasets/${body.data.id}`
    const change = (payload: object) => api.inject({ method: 'PATCH', url, payload, headers: owner.headers })
    const changed = await change({ licence: 'MIT' })
    expect(changed.body.data).toMatchObject({ name: body.data.name, licence: 'MIT', consent: 'in writing' })
    expect((await change({})).status).toBe(400)
    expect((await upload([file(), said[0], said[0]])).status).toBe(400)
  })

  it('keeps a mapping as an encrypted artifact, in the words of the readers', async () => {
    const mapping = { text: 'said', utterance_id: 'u', roles: { 'dr. zebedee': 'therapist' } }
    const { body } = await upload([file(), { name: 'mapping', content: JSON.stringify(mapping) }])
    const { files } = (await api.deps.datasets.get(body.data.id))!
    const { utterance_id: utteranceId, ...rest } = mapping
    expect(JSON.parse((await contentOf(body.data.id, files[0].mapping!)).toString())).toEqual({ ...rest, utteranceId })
    expect(JSON.stringify(files)).not.toContain('zebedee')
  })

  it('can be repeated under its own id, and only with the same files', async () => {
    const headers = { 'x-dataset-id': newId() }
    const [first, second] = [await upload([file()], { headers }), await upload([file()], { headers })]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body.data).toEqual(first.body.data)
    expect((await upload([file('other\n')], { headers })).body.error_code).toBe('CONFLICT')
    expect((await upload([file()], { headers, as: await api.user() })).status).toBe(409)
    expect(await artifactsOf(headers['x-dataset-id'])).toHaveLength(1)
  })

  it('of a file that is a data set already is answered with that one, unless it is forced or read otherwise', async () => {
    const [first, other] = [await upload([file('the same\n')]), await api.user()]
    const known = { id: first.body.data.id, known: true }
    const again = await upload([file('the same\n', 'other.txt')])
    expect([again.status, again.body.data]).toEqual([201, expect.objectContaining(known)])
    const own = { 'x-dataset-id': newId() }
    expect((await upload([file('the same\n')], { headers: own, query: '?force=false' })).body.data).toMatchObject(known)
    expect(await artifactsOf(own['x-dataset-id'])).toEqual([])
    const stored = [
      await upload([file('the same\n')], { query: '?force=true' }),
      await upload([file('the same\n')], { headers: own }),
      await upload([file('the same\n'), { name: 'mapping', content: '{"text":"said"}' }]),
      await upload([file('the same\n')], { as: other }),
    ]
    const ids = stored.map(({ body }) => body.data.id)
    expect(new Set([known.id, ...ids]).size).toBe(5)
    expect(stored.map(({ body }) => body.data.known)).toEqual(stored.map(() => undefined))
    // Who may see all of the workspace is told of what others hold.
    expect((await upload([file('the same\n')], { as: await api.user('admin') })).body.data.known).toBe(true)
  })

  it('at the same time under one id gives one data set', async () => {
    const headers = { 'x-dataset-id': newId() }
    const answers = await Promise.all(Array.from({ length: 5 }, () => upload([file()], { headers })))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
    expect(statuses).toContain(201)
    expect(await artifactsOf(headers['x-dataset-id'])).toHaveLength(1)
  })

  it('that breaks off leaves nothing behind', async () => {
    const id = newId()
    const { payload, headers } = multipart([file('x'.repeat(100_000))])
    const broken = Readable.from(
      (async function* () {
        yield payload.subarray(0, 60_000)
        throw new Error('the cable')
      })(),
    )
    await api
      .inject({
        method: 'POST',
        url: '/api/v1/datasets',
        payload: broken,
        headers: { ...headers, ...owner.headers, 'x-dataset-id': id },
      })
      .catch(() => {})
    const cut = await api.inject({
      method: 'POST',
      url: '/api/v1/datasets',
      payload: payload.subarray(0, 60_000),
      headers: { ...headers, ...owner.headers, 'x-dataset-id': id },
    })
    expect(cut.body.error_code).toBe('VALIDATION_ERROR')
    expect(await api.deps.datasets.get(id)).toBeNull()
    expect(await artifactsOf(id)).toEqual([])
  })

  it('waits for inspection when asked', async () => {
    const id = newId()
    const uploading = upload([file()], { headers: { 'x-dataset-id': id }, query: '?wait=inspected' })
    let dataset: Dataset | null = null
    while (dataset === null) dataset = await api.deps.datasets.get(id)
    const found = { format: 'jsonl', encoding: 'utf-8', conversationCount: 1, turnCount: 1, problems: [] }
    await api.deps.datasets.finishInspection(id, 1, { status: 'ready', files: dataset.files, ...found })
    const { body } = await uploading
    expect(body.data).toMatchObject({ status: 'ready', conversation_count: 1 })
  })

  it('shows what its archives hold, and leaves that out of lists', async () => {
    const { body } = await upload([file(`${LINE}${LINE}${LINE}`)])
    const { id } = body.data
    const [archive] = (await api.deps.datasets.get(id))!.files
    const files = [
      { ...archive, format: 'zip', members: 1, passedOver: 2, shards: 0 },
      { ...archive, ordinal: 1, name: 'a.zip/b.txt', container: 0, plain: 'p', from: 'docx', shards: 1 },
    ]
    const found = { format: 'docx', encoding: 'utf-8', conversationCount: 1, turnCount: 1, problems: [] }
    await api.deps.datasets.finishInspection(id, 1, { status: 'ready', files, ...found })
    expect((await api.deps.datasets.get(id))!.files).toEqual(files)
    expect((await get(`/${id}`)).body.data.files).toEqual([
      expect.objectContaining({ ordinal: 0, format: 'zip', members: 1, passed_over: 2 }),
      expect.objectContaining({ ordinal: 1, name: 'a.zip/b.txt', container: 0 }),
    ])
    const listed = (await get('')).body.data.find((dataset: { id: string }) => dataset.id === id)
    expect(listed.files).toEqual([expect.objectContaining({ ordinal: 0, members: 1 })])
  })

  it.each<[string, Parts, number, string]>([
    ['no file', [{ name: 'name', content: 'x' }], 400, 'VALIDATION_ERROR'],
    ['an unknown field', [file(), { name: '$where', content: '1' }], 400, 'VALIDATION_ERROR'],
    ['an unknown file part', [{ ...file(), name: 'other' }], 400, 'VALIDATION_ERROR'],
    ['a field of the prototype', [file(), { name: '__proto__', content: '1' }], 400, 'VALIDATION_ERROR'],
    ['a mapping that is no JSON', [file(), { name: 'mapping', content: 'Zebedee' }], 400, 'VALIDATION_ERROR'],
    ['a mapping of something', [file(), { name: 'mapping', content: '{"Zebedee":1}' }], 400, 'VALIDATION_ERROR'],
    ['two names', [file(), { name: 'name', content: 'a' }, { name: 'name', content: 'b' }], 400, 'VALIDATION_ERROR'],
    ['an empty file', [file('')], 422, 'UNPROCESSABLE_FILE'],
    ['too large a file', [file(Buffer.alloc(1024 ** 2 + 1, 'a'))], 413, 'PAYLOAD_TOO_LARGE'],
    ['too large a field', [file(), { name: 'mapping', content: 'x'.repeat(70_000) }], 413, 'PAYLOAD_TOO_LARGE'],
    ['too many files', Array.from({ length: 101 }, () => file('x')), 413, 'PAYLOAD_TOO_LARGE'],
  ])('with %s is refused and leaves nothing', async (_, parts, status, code) => {
    const id = newId()
    const answer = await upload(parts, { headers: { 'x-dataset-id': id } })
    expect([answer.status, answer.body.error_code]).toEqual([status, code])
    expect(answer.text).not.toContain('Zebedee\\"')
    expect(await api.deps.datasets.get(id)).toBeNull()
    expect(await artifactsOf(id)).toEqual([])
  })

  it('says which part of a mapping is wrong, and repeats no speaker or column of it', async () => {
    const mapping = JSON.stringify({ roles: { zebedee: 'nurse' }, text: 7, zebedee: 'text' })
    const { status, body, text } = await upload([file(), { name: 'mapping', content: mapping }])
    expect(status).toBe(400)
    expect(body.details.map(({ path }: { path: string }) => path).toSorted()).toEqual(['*', 'roles.*', 'text'])
    expect(text.toLowerCase()).not.toContain('zebedee')
  })

  it('is multipart, and nothing else', async () => {
    for (const type of ['application/json', 'text/csv', 'application/octet-stream'])
      expect(
        (
          await api.inject({
            method: 'POST',
            url: '/api/v1/datasets',
            payload: '{}',
            headers: { ...owner.headers, 'content-type': type },
          })
        ).body.error_code,
      ).toBe('UNSUPPORTED_MEDIA_TYPE')
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['/etc/passwd', 'passwd'],
    ['\\\\host\\share\\f.csv', 'f.csv'],
    ['a\u0000\u202Eb.csv', 'ab.csv'],
    ['..', 'file-1'],
    ['', 'file-1'],
    ['Gespräch 1.csv', 'Gespräch 1.csv'],
  ])('shows a file called %j as %j', async (given, shown) => {
    const { body } = await upload([file(LINE, given.replaceAll('\\', '\\\\'))], { query: '?force=true' })
    expect(body.data.files[0].name).toBe(shown)
  })

  it('is accepted without the queue', async () => {
    const stuck = { addInspect: () => new Promise<void>(() => {}) }
    const other = await startApi(({ flows }) => ({ flows: Object.assign(Object.create(flows), stuck) }))
    const { payload, headers } = multipart([file()])
    const user = await other.user()
    const request = {
      method: 'POST',
      url: '/api/v1/datasets',
      payload,
      headers: { ...headers, ...user.headers },
    } as const
    expect((await other.inject(request)).status).toBe(201)
    await other.close()
  })
})

describe('a data set', () => {
  it('is renamed by its owner alone', async () => {
    const { id } = await api.dataset(owner.id)
    const admin = await api.user('admin')
    const rename = (as: typeof owner) =>
      api.inject({ method: 'PATCH', url: `/api/v1/datasets/${id}`, payload: { name: 'b' }, headers: as.headers })
    expect((await rename(owner)).body.data.name).toBe('b')
    expect((await rename(admin)).status).toBe(403)
    expect((await rename(await api.user())).status).toBe(404)
    expect((await get(`/${id}`, admin)).status).toBe(200)
  })

  it('is listed page by page', async () => {
    const user = await api.user()
    for (let i = 0; i < 5; i++) await api.dataset(user.id)
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const { body } = await get(`?limit=2${cursor}`, user)
      seen.push(...body.data.map(({ id }: { id: string }) => id))
      if (body.meta.next_cursor === null) break
      cursor = `&cursor=${body.meta.next_cursor}`
    }
    expect(seen).toHaveLength(5)
    expect(seen).toEqual(seen.toSorted().toReversed())
  })
})

describe('the quarantine of a data set', () => {
  it('lists what was kept out, page by page, with position and reason', async () => {
    const dataset = await api.dataset(owner.id)
    const execution = await api.execution(owner.id, [dataset])
    const dataKey = await api.deps.keyRing.unwrap((await api.deps.keys.get(dataset.dataKeyId))!)
    const plan = `${execution.id}.${dataset.id}.ingestion.run.hash`
    await api.deps.shards.plan({ plan, executionId: execution.id, datasetId: dataset.id, stage: 'ingestion', count: 2 })
    for (const index of [0, 1]) {
      const writer = new ShardFileWriter()
      const at = (line: number) => ({ file: 0, line: index * 10 + line, byteOffset: index * 100 + line })
      writer.add('losses', { kind: 'quarantined', reason: 'invalid_json', position: at(1), excerpt: 'Zeb' })
      writer.add('losses', { kind: 'merged', reason: 'duplicate_exact', position: at(2) })
      writer.add('losses', { kind: 'withheld', reason: 'identifier_left', id: 'c', position: at(3), count: 4 })
      const artifact = `${dataset.id}/shard.${index}`
      const { sha256: hash, sizeBytes } = await api.deps.artifacts.write(artifact, dataKey, writer.finish())
      const losses = [
        { kind: 'quarantined' as const, reason: 'invalid_json', count: 1 },
        { kind: 'merged' as const, reason: 'duplicate_exact', count: 1 },
        { kind: 'withheld' as const, reason: 'identifier_left', count: 4 },
      ]
      await api.deps.shards.claim(plan, index)
      await api.deps.shards.commit(plan, index, 'token', {
        artifact,
        hash,
        sizeBytes,
        records: { in: 3, out: 0, rejected: 0, quarantined: 1, merged: 1, withheld: 1 },
        losses,
        summary: {},
        durationMs: 1,
      })
    }
    await api.deps.executions.transition(execution.id, {
      from: ['queued'],
      to: 'running',
      stage: {
        datasetId: dataset.id,
        stage: 'ingestion',
        from: ['pending'],
        set: { status: 'completed', plans: [{ phase: 'run', plan, shards: 2 }] },
      },
    })
    await api.store.results.save({
      id: `${execution.id}.${dataset.id}.ingestion`,
      pipelineId: execution.id,
      workspaceId: DEFAULT_WORKSPACE,
      datasetId: dataset.id,
      stageName: 'ingestion',
      status: 'completed',
      startedAt: new Date(),
      completedAt: new Date(),
      reuseKey: newId(),
      inputData: {},
      outputData: {
        output: { plan, shards: 2, manifestHash: '' },
        records: { in: 6, out: 0, rejected: 0, quarantined: 2, merged: 2, withheld: 2 },
        losses: [
          { kind: 'quarantined', reason: 'invalid_json', count: 2 },
          { kind: 'quarantined', reason: 'shard_parked', count: 256 },
          { kind: 'merged', reason: 'duplicate_exact', count: 5 },
          { kind: 'withheld', reason: 'canary_left', count: 1 },
          { kind: 'withheld', reason: 'identifier_left', count: 8 },
        ],
        summary: {},
        report: {},
        files: [],
      },
      metrics: {},
    })
    const pages: any[] = []
    for (let cursor = ''; ;) {
      const { body } = await get(`/${dataset.id}/quarantine?limit=1${cursor}`)
      pages.push(...body.data)
      if (body.meta.next_cursor === null) break
      cursor = `&cursor=${body.meta.next_cursor}`
    }
    expect(pages.map(({ id, reason_code, count }) => [id, reason_code, count])).toEqual([
      ['0.1', 'invalid_json', 1],
      ['0.3', 'identifier_left', 4],
      ['0.101', 'invalid_json', 1],
      ['0.103', 'identifier_left', 4],
      ['ingestion.quarantined.shard_parked', 'shard_parked', 256],
      ['ingestion.withheld.canary_left', 'canary_left', 1],
    ])
    expect(pages[4]).toEqual({
      id: 'ingestion.quarantined.shard_parked',
      execution_id: execution.id,
      stage: 'ingestion',
      kind: 'quarantined',
      reason_code: 'shard_parked',
      position: null,
      count: 256,
    })
    expect(pages[0]).toEqual({
      id: '0.1',
      execution_id: execution.id,
      stage: 'ingestion',
      kind: 'quarantined',
      reason_code: 'invalid_json',
      position: { file: 0, line: 1, byte_offset: 1 },
      count: 1,
      excerpt: 'Zeb',
    })
    const merged = await get(`/${dataset.id}/quarantine?kind=merged`)
    expect(merged.body.data.map(({ kind, count }: any) => [kind, count])).toEqual([
      ['merged', 1],
      ['merged', 1],
      ['merged', 3],
    ])
    expect((await get(`/${dataset.id}/quarantine?cursor=bm8`)).status).toBe(400)
  })

  it('is empty before the first run', async () => {
    const { id } = await api.dataset(owner.id)
    expect((await get(`/${id}/quarantine`)).body).toEqual({ success: true, data: [], meta: { next_cursor: null } })
  })
})

it('keeps content, names of files and queries out of the logs', () => {
  const text = api.logs.join('')
  expect(text).toContain('/api/v1/datasets')
  for (const secret of ['Zebedee', 'zebedee', 'a.jsonl', 'cursor=', 'Bearer']) expect(text).not.toContain(secret)
})
