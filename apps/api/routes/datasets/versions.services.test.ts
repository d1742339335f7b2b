import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { delay, newId, sha256 } from '@techdeck/core'
import { TUS, appending } from '../../testing/requests.ts'
import { multipart, startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
}, 60_000)
afterAll(() => api?.close())

const line = () => `{"id":"${newId()}"}\n`
const add = (id: string, contents: string[], { query = '', as = owner } = {}) => {
  const { payload, headers } = multipart(
    contents.map((content, at) => ({ name: 'file', filename: `${at}.jsonl`, content })),
  )
  const url = `/api/v1/datasets/${id}/files${query}`
  return api.inject({ method: 'POST', url, payload, headers: { ...headers, ...as.headers } })
}
const read = async (path: string) => (await api.inject({ url: `/api/v1${path}`, headers: owner.headers })).body.data
/** As inspection leaves it. */
async function inspected(id: string): Promise<void> {
  const { version, files } = (await api.deps.datasets.get(id))!
  const found = { format: 'jsonl', encoding: 'utf-8', conversationCount: files.length, turnCount: 0, problems: [] }
  await api.store.datasets.finishInspection(id, version, { status: 'ready', ...found, files })
}

describe('further files', () => {
  it('make the next version of a data set, behind the files that it has', async () => {
    const { id, files, sha256: first } = await api.dataset(owner.id)
    const [one, two] = [line(), line()]
    const { status, body } = await add(id, [one, two])
    expect(status).toBe(201)
    const hashes = [files[0].sha256, sha256(one), sha256(two)]
    expect(body.data).toMatchObject({ id, version: 2, status: 'inspecting', sha256: sha256(hashes.join('\n')) })
    expect(body.data.files.map((file: { sha256: string }) => file.sha256)).toEqual(hashes)
    // A busy queue is not waited for by the answer.
    while (!(await api.deps.flows.inspectAlive({ datasetId: id, version: 2 }))) await delay(20)
    await inspected(id)
    expect((await read(`/datasets/${id}/versions`)).map((held: any) => [held.version, held.files])).toEqual([
      [2, 3],
      [1, 1],
    ])
    expect((await read(`/datasets/${id}/versions`))[1]).toMatchObject({ sha256: first, conversation_count: 10 })
  })

  it('change nothing where the data set has them, unless that is asked for', async () => {
    const { id } = await api.dataset(owner.id)
    const one = line()
    await add(id, [one])
    await inspected(id)
    expect((await add(id, [one])).body.data).toMatchObject({ version: 2, known: true, status: 'ready' })
    const [, mixed] = [await inspected(id), await add(id, [one, line()])]
    expect(mixed.body.data).toMatchObject({ version: 3, files: { length: 3 } })
    await inspected(id)
    expect((await add(id, [one], { query: '?force=true' })).body.data.files).toHaveLength(4)
    const stored: string[] = []
    for await (const { key } of api.deps.artifacts.list(id)) stored.push(key)
    expect(stored).toHaveLength(4)
  })

  it('wait for their turn, and of two that come at once one makes the version', async () => {
    const { id } = await api.dataset(owner.id)
    const both = await Promise.all([add(id, [line()]), add(id, [line()])])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]))
    expect((await add(id, [line()])).body.error_code).toBe('CONFLICT')
  })

  it('leave a run the version that it began with', async () => {
    const dataset = await api.dataset(owner.id)
    const { id } = await api.execution(owner.id, [dataset])
    await add(dataset.id, [line()])
    const { datasets } = await read(`/pipeline/${id}`)
    expect(datasets[0]).toMatchObject({ dataset_id: dataset.id, version: 1 })
    const then = (await api.deps.datasets.atVersion(dataset.id, 1))!
    expect([then.sha256, then.files]).toEqual([dataset.sha256, dataset.files])
  })

  it('come over a resumable upload, too', async () => {
    const { id } = await api.dataset(owner.id)
    const content = line()
    const metadata = `into ${Buffer.from(id).toString('base64')},filename ${Buffer.from('b').toString('base64')}`
    const headers = { ...TUS, 'upload-length': String(content.length), 'upload-metadata': metadata }
    const begin = (as: TestUser) =>
      api.inject({ method: 'POST', url: '/api/v1/uploads', headers: { ...headers, ...as.headers } })
    expect((await begin(await api.user())).status).toBe(404)
    const url = String((await begin(owner)).headers['location'])
    const bytes = appending(content)
    const sent = { method: 'PATCH' as const, url, ...bytes, headers: { ...bytes.headers, ...owner.headers } }
    expect((await api.inject(sent)).headers['x-dataset-id']).toBe(id)
    expect(await read(`/datasets/${id}`)).toMatchObject({
      version: 2,
      files: [{ name: 'a.jsonl' }, { name: 'b', sha256: sha256(content) }],
    })
  })
})
