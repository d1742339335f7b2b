import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { collectBytes, delay, hashOfFiles, newId, sha256 } from '@techdeck/core'
import { Sweeper } from '../../sweeper.ts'
import { sweepOrphans } from '../../uploads/sweep-orphans.ts'
import { TUS, appending } from '../../testing/requests.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
/** Another instance over the same stores. */
let other: TestApi
let owner: TestUser
beforeAll(async () => {
  api = await startApi()
  other = await startApi(() => ({ artifacts: api.deps.artifacts }), api.dbName)
  owner = await api.user()
}, 60_000)
afterAll(async () => {
  await api?.close()
  await other?.close()
})

const metadata = (fields: Record<string, string>) => ({
  'upload-metadata': Object.entries(fields)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(','),
})
/** Content that no other test uploads. */
const unique = () => `{"note":"my canary name is Zebedee ${newId()}"}\n`

async function begin(length: number, headers: object = {}, as = owner) {
  const sent = { ...TUS, 'upload-length': String(length), ...headers, ...as.headers }
  const answer = await api.inject({ method: 'POST', url: '/api/v1/uploads', headers: sent })
  return { ...answer, url: String(answer.headers['location']) }
}
const patch = (url: string, content: string | Buffer, offset = 0, headers = {}, { as = owner, at = api } = {}) => {
  const sent = appending(content, offset, headers)
  return at.inject({ method: 'PATCH', url, ...sent, headers: { ...sent.headers, ...as.headers } })
}
const head = (url: string, at = api) => at.inject({ method: 'HEAD', url, headers: { ...TUS, ...owner.headers } })
const upload = async (url: string) => (await api.inject({ url, headers: owner.headers })).body.data
const dataset = async (id: string) => (await api.inject({ url: `/api/v1/datasets/${id}`, headers: owner.headers })).body
const keysBelow = async (prefix: string) => {
  const keys: string[] = []
  for await (const { key } of api.deps.artifacts.list(prefix)) keys.push(key)
  return keys
}
async function contentOf(id: string): Promise<string> {
  const { files, dataKeyId } = (await api.deps.datasets.get(id))!
  const dataKey = await api.deps.keyRing.unwrap((await api.deps.keys.get(dataKeyId))!)
  return (await collectBytes((await api.deps.artifacts.open(files[0].artifact, dataKey)).read())).toString()
}
const partial = async (content: string) => {
  const { url } = await begin(content.length, { 'upload-concat': 'partial' })
  await patch(url, content)
  return url
}

describe('a resumable upload', () => {
  it('becomes the data set that one request would have made', async () => {
    const content = unique()
    const fields = { filename: 'a.jsonl', name: 'mine', dataset_id: newId(), mapping: '{"text":"note"}' }
    const { url, status } = await begin(content.length, metadata(fields))
    expect(status).toBe(201)
    expect((await patch(url, content.slice(0, 10))).headers['upload-offset']).toBe('10')
    expect((await head(url)).headers).toMatchObject({ 'upload-offset': '10', 'upload-length': `${content.length}` })
    const last = await patch(url, content.slice(10), 10)
    expect([last.status, last.headers['x-dataset-id']]).toEqual([204, fields.dataset_id])
    const { data } = await dataset(fields.dataset_id)
    expect(data).toMatchObject({ name: 'mine', status: 'inspecting', sha256: sha256(content), version: 1 })
    expect(data.files).toMatchObject([{ name: 'a.jsonl', size_bytes: content.length }])
    expect(await contentOf(data.id)).toBe(content)
    expect((await api.deps.datasets.get(data.id))!.files[0].mapping).toBeDefined()
    // A busy queue is not waited for by the answer.
    while (!(await api.deps.flows.inspectAlive({ datasetId: data.id, version: 1 }))) await delay(20)
    expect(await upload(url)).toMatchObject({ status: 'finished', dataset_id: data.id, known: false })
    expect((await head(url)).headers).toMatchObject({ 'upload-offset': `${content.length}`, 'x-dataset-id': data.id })
  })

  it('may bring its first bytes along, and says what it was told', async () => {
    const content = unique()
    const fields = metadata({ filename: 'ä.jsonl', kind: 'any' })
    const { headers, payload } = appending(content.slice(0, 5), 0, { 'upload-length': `${content.length}`, ...fields })
    const sent = { ...headers, ...owner.headers }
    const { headers: answer } = await api.inject({ method: 'POST', url: '/api/v1/uploads', payload, headers: sent })
    expect(answer['upload-offset']).toBe('5')
    expect((await head(String(answer['location']))).headers).toMatchObject(fields)
    expect(Date.parse(String(answer['upload-expires']))).toBeGreaterThan(Date.now())
  })

  it('leaves nothing plain and, in the end, no parts', async () => {
    const content = unique()
    const { url } = await begin(content.length, metadata({ filename: 'Zebedee.jsonl' }))
    await patch(url, content.slice(0, -5))
    const folder = `uploads/${url.split('/').at(-1)}`
    const keys = await keysBelow(folder)
    expect(keys.length).toBe(2)
    expect(JSON.stringify([keys, await api.store.resumables.get(url.split('/').at(-1)!)])).not.toContain('Zebedee')
    await patch(url, content.slice(-5), content.length - 5)
    expect(await keysBelow(folder)).toEqual([])
    expect(api.logs.join()).not.toContain('Zebedee')
  })

  it('goes on at another instance, and takes each byte once', async () => {
    const content = unique()
    const { url } = await begin(content.length)
    await patch(url, content.slice(0, 10))
    const rest = content.slice(10)
    const both = await Promise.all([patch(url, rest, 10), patch(url, rest, 10, {}, { at: other })])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([204, 409]))
    expect(await contentOf((await upload(url)).dataset_id)).toBe(content)
  })

  it('keeps what came before its connection broke', async () => {
    const content = unique()
    const { url } = await begin(content.length)
    const { headers } = appending('')
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from(content.slice(0, 20))
        throw new Error('the cable')
      })(),
    )
    await api
      .inject({ method: 'PATCH', url, payload: broken, headers: { ...headers, ...owner.headers } })
      .catch(() => {})
    expect((await head(url)).headers['upload-offset']).toBe('20')
  })

  it('lets go of a request that stalls when the next one asks, wherever that is', async () => {
    const content = unique()
    const { url } = await begin(content.length)
    const stalled = new Readable({ read() {} })
    stalled.push(content.slice(0, 20))
    const { headers } = appending('')
    const sent = { ...headers, ...owner.headers }
    const first = api.inject({ method: 'PATCH', url, payload: stalled, headers: sent })
    const id = url.split('/').at(-1)!
    while (!(await isHeld(id))) continue
    const { headers: told } = await head(url, other)
    expect(told['upload-offset']).toBe('20')
    expect((await first).headers['upload-offset']).toBe('20')
    stalled.destroy()
    await patch(url, content.slice(20), 20, {}, { at: other })
    expect(await contentOf((await upload(url)).dataset_id)).toBe(content)
  })
  const isHeld = async (id: string) => !(await api.store.leases.acquire(`upload.${id}`, 'looker', 1))

  it.each(['sha1', 'sha256'])('drops bytes whose %s is not the one that was sent', async (algorithm) => {
    const content = unique()
    const sum = (text: string) => ({
      'upload-checksum': `${algorithm} ${createHash(algorithm).update(text).digest('base64')}`,
    })
    const { url } = await begin(content.length)
    expect((await patch(url, content, 0, sum('other'))).status).toBe(460)
    expect((await head(url)).headers['upload-offset']).toBe('0')
    expect(await keysBelow(`uploads/${url.split('/').at(-1)}`)).toHaveLength(1)
    expect((await patch(url, content, 0, sum(content))).status).toBe(204)
    expect(await contentOf((await upload(url)).dataset_id)).toBe(content)
  })

  it('of parallel parts joins them in the order in which they are named', async () => {
    const content = unique()
    const [second, first] = [await partial(content.slice(12)), await partial(content.slice(0, 12))]
    expect((await head(first)).headers['upload-concat']).toBe('partial')
    const sent = { ...TUS, 'upload-concat': `final;${first} http://elsewhere${second}`, ...metadata({ filename: 'b' }) }
    const headers = { ...sent, ...owner.headers }
    const joined = await api.inject({ method: 'POST', url: '/api/v1/uploads', headers })
    expect(joined.status).toBe(201)
    const id = String(joined.headers['x-dataset-id'])
    expect(await contentOf(id)).toBe(content)
    expect((await dataset(id)).data).toMatchObject({ name: 'b', sha256: sha256(content) })
    const final = (await head(String(joined.headers['location']))).headers
    expect(final).toMatchObject({ 'upload-concat': `final;${first} ${second}`, 'upload-length': `${content.length}` })
    expect((await head(first)).status).toBe(404)
    expect((await patch(String(joined.headers['location']), 'x')).status).toBe(403)
  })

  it('of several files makes a data set of them, in the order in which they are named', async () => {
    const contents = [unique(), unique()]
    const parts = [await partial(contents[0]), await partial(contents[1])]
    const joins = (files: string) => {
      const fields = metadata({ files, name: 'study', mapping: '{"files":[{"name":"b*","mapping":{"text":"note"}}]}' })
      const headers = { ...TUS, 'upload-concat': `final;${parts.join(' ')}`, ...fields, ...owner.headers }
      return api.inject({ method: 'POST', url: '/api/v1/uploads', headers })
    }
    expect([(await joins('["a.jsonl"]')).status, (await joins('[1, 2]')).status]).toEqual([400, 400])
    const joined = await joins('["a.jsonl", "../b.jsonl"]')
    const { data } = await dataset(String(joined.headers['x-dataset-id']))
    expect(data).toMatchObject({
      name: 'study',
      sha256: hashOfFiles(contents.map((content) => sha256(content))),
      files: [
        { ordinal: 0, name: 'a.jsonl', sha256: sha256(contents[0]) },
        { ordinal: 1, name: 'b.jsonl', sha256: sha256(contents[1]) },
      ],
    })
    expect((await head(parts[0])).status).toBe(404)
  })

  it('of a file that is a data set already names that one and keeps nothing', async () => {
    const content = unique()
    const send = async (fields: Record<string, string>) => {
      const { url } = await begin(content.length, metadata({ filename: 'a', ...fields }))
      return patch(url, content).then(() => upload(url))
    }
    const first = await send({})
    const again = await send({})
    expect(again).toMatchObject({ known: true, dataset_id: first.dataset_id, status: 'finished' })
    const wished = newId()
    expect(await send({ dataset_id: wished, force: 'false' })).toMatchObject({ dataset_id: first.dataset_id })
    expect([await keysBelow(wished), await api.deps.datasets.get(wished)]).toEqual([[], null])
    expect((await send({ force: 'true' })).dataset_id).not.toBe(first.dataset_id)
    expect(await send({ dataset_id: wished })).toMatchObject({ dataset_id: wished, known: false })
  })

  it('whose last byte came to a process that died becomes its data set when it is asked for', async () => {
    const content = unique()
    const { url } = await begin(content.length)
    const id = url.split('/').at(-1)!
    await patch(url, content.slice(0, -1))
    const { resumables } = api.deps
    const last = await api.store.resumables.get(id)
    // The same part again stands for the one that was committed before the process died.
    await resumables.append(id, content.length - 1, [{ name: last!.parts[0].name, sizeBytes: 1 }], last!.expiresAt)
    expect((await head(url, other)).headers['x-dataset-id']).toBe(last!.datasetId)
    expect((await dataset(last!.datasetId)).data.status).toBe('inspecting')
    expect((await head(url)).status).toBe(200)
  })

  it('is taken from nobody but its owner, and given up by nobody else', async () => {
    const { url } = await begin(10)
    const stranger = await api.user('admin')
    expect((await patch(url, '{}', 0, {}, { as: stranger })).status).toBe(404)
    const give = (as: TestUser) => api.inject({ method: 'DELETE', url, headers: { ...TUS, ...as.headers } })
    expect((await give(stranger)).status).toBe(404)
    expect((await give(owner)).status).toBe(204)
    expect([(await head(url)).status, await keysBelow(`uploads/${url.split('/').at(-1)}`)]).toEqual([404, []])
  })

  it('is told of as it gets on, and while it waits for more', async () => {
    const content = unique()
    const fields = { dataset_id: newId() }
    const { url } = await begin(content.length, metadata(fields))
    await patch(url, content.slice(0, 7))
    expect(await api.deps.uploads.get(fields.dataset_id)).toMatchObject({
      bytesReceived: 7,
      bytesTotal: content.length,
      userId: owner.id,
    })
  })

  it.each([
    [{ dataset_id: 'x' }, 'dataset_id'],
    [{ mapping: '{"zebedee":1}' }, '*'],
    [{ mapping: '{' }, 'mapping'],
    [{ force: 'perhaps' }, 'force'],
  ])('is refused with metadata %j', async (fields, path) => {
    const { status, body } = await begin(10, metadata(fields))
    expect([status, body.details[0].path]).toEqual([400, path])
    expect(JSON.stringify(body)).not.toContain('zebedee')
  })

  it('is swept once its time is over, and made a data set where it is whole and nobody asks for it', async () => {
    const content = unique()
    const [old, whole, young] = [await begin(10), await begin(content.length), await begin(10)]
    const idOf = ({ url }: { url: string }) => url.split('/').at(-1)!
    await patch(whole.url, content.slice(0, -1))
    const { resumables, clock } = api.deps
    await resumables.append(idOf(old), 0, [], new Date(clock.now().getTime() - 1))
    const { parts, datasetId } = (await resumables.get(idOf(whole)))!
    const quiet = new Date(clock.now().getTime() + api.deps.settings.uploads.ttlMs - 120_000)
    await resumables.append(idOf(whole), content.length - 1, [{ name: parts[0].name, sizeBytes: 1 }], quiet)
    await new Sweeper(api.deps).sweep()
    expect([(await head(old.url)).status, (await head(young.url)).status]).toEqual([404, 200])
    expect(await keysBelow(`uploads/${idOf(old)}`)).toEqual([])
    expect(await upload(whole.url)).toMatchObject({ status: 'finished', dataset_id: datasetId })
    expect((await dataset(datasetId)).data.status).toBe('inspecting')
  })

  it('leaves nothing that no record names, once its time is over', async () => {
    const { artifacts, clock, datasets, settings } = api.deps
    const content = unique()
    const { url } = await begin(content.length, metadata({ filename: 'a.jsonl', mapping: '{"text":"note"}' }))
    await patch(url, content)
    const { dataset_id: id } = await upload(url)
    const named = (await datasets.get(id))!.files.flatMap((file) => [file.artifact, file.mapping!])
    const { dataKey } = await api.deps.keyRing.newDataKey(newId())
    const left = [`${id}/upload.crashed/0`, `${newId()}/upload.crashed/0`, `${newId()}/upload.crashed/mapping`]
    for (const key of left) await artifacts.write(key, dataKey, [Buffer.from('a')])
    const sweepAt = async (ms: number) => {
      const later = { ...api.deps, clock: { ...clock, now: () => new Date(clock.now().getTime() + ms) } }
      await sweepOrphans(later)
      const there: string[] = []
      for await (const { key } of artifacts.list('')) there.push(key)
      return [...left, ...named].filter((key) => there.includes(key))
    }
    expect(await sweepAt(settings.uploads.ttlMs / 2)).toEqual([...left, ...named])
    expect(await sweepAt(settings.uploads.ttlMs + 60_000)).toEqual(named)
    expect(await contentOf(id)).toBe(content)
  })

  it('is refused where its owner has enough', async () => {
    const uploads = { ttlMs: 60_000, maxOpen: 2 }
    const limited = await startApi(
      ({ settings }) => ({ settings: { ...settings, uploads, quotas: { bytes: 100 } } }),
      api.dbName,
    )
    try {
      const user = await limited.user()
      const ask = (length: number) => {
        const headers = { ...TUS, 'upload-length': String(length), ...user.headers }
        return limited.inject({ method: 'POST', url: '/api/v1/uploads', headers })
      }
      const { status, body } = await ask(101)
      expect([status, body.details]).toEqual([403, { quota: 'bytes', limit: 100, used: 0, asked: 101 }])
      expect((await ask(60)).status).toBe(201)
      expect((await ask(60)).body.details.used).toBe(60)
      expect((await ask(10)).status).toBe(201)
      expect((await ask(10)).body.details).toEqual({ max_open: 2 })
    } finally {
      await limited.close()
    }
  })
})
