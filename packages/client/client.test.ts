import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createClient, type Client, type ClientOptions, type Watched } from './index.ts'
import { saveExport, uploadFiles } from './node/index.ts'

type Handler = (request: IncomingMessage & { text: string }, response: ServerResponse) => unknown

let server: Server
afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))

/** A server whose nth request is answered by the nth handler; the last one answers all that follow. */
async function serving(
  ...handlers: Handler[]
): Promise<{ baseUrl: string; requests: (IncomingMessage & { text: string })[] }> {
  const requests: (IncomingMessage & { text: string })[] = []
  server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request = Object.assign(incoming, { text: Buffer.concat(chunks).toString() })
      requests.push(request)
      handlers[Math.min(requests.length, handlers.length) - 1](request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const json =
  (status: number, body: unknown): Handler =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const failure = (status: number, error_code: string, more: object = {}) =>
  json(status, {
    success: false,
    error_code,
    message: 'no',
    user_message: 'not now',
    recoverable: status >= 500,
    request_id: 'r-1',
    ...more,
  })
const data = (value: unknown) => json(200, { success: true, data: value })
const clientOf = (baseUrl: string, options: Partial<ClientOptions> = {}): Client =>
  createClient({ baseUrl, ...options })

describe('a call', () => {
  it('goes to the route of its contract with parameters, query and token, and gives the data', async () => {
    const { baseUrl, requests } = await serving(data({ id: 'a/b' }))
    const client = clientOf(`${baseUrl}/`, { token: 't-1' })
    expect(await client.getDataset({ params: { id: 'a/b' } })).toEqual({ id: 'a/b' })
    expect(requests[0].url).toBe('/api/v1/datasets/a%2Fb')
    expect(requests[0].headers.authorization).toBe('Bearer t-1')
  })

  it('gives a page with its meta', async () => {
    const { baseUrl, requests } = await serving(json(200, { success: true, data: [], meta: { next_cursor: 'c' } }))
    expect(await clientOf(baseUrl).listPipelines({ query: { limit: 3 } })).toEqual({
      data: [],
      meta: { next_cursor: 'c' },
    })
    expect(requests[0].url).toBe('/api/v1/pipeline?limit=3')
  })

  it('throws the error of the answer, typed', async () => {
    const { baseUrl } = await serving(failure(404, 'NOT_FOUND'))
    await expect(clientOf(baseUrl).getPipeline({ params: { id: 'x' } })).rejects.toMatchObject({
      name: 'ApiError',
      code: 'NOT_FOUND',
      status: 404,
      userMessage: 'not now',
    })
  })

  it('throws an error of its own form for an answer that is not in ours', async () => {
    const { baseUrl } = await serving((_request, response) => response.writeHead(502).end('<html>'))
    await expect(clientOf(baseUrl).me()).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE', status: 502 })
  })

  it('says when nobody listens', async () => {
    const { baseUrl } = await serving(data(null))
    server.close()
    await expect(clientOf(baseUrl, { retries: 0 }).me()).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'ECONNREFUSED',
    })
  })

  it('is sent again after 503 when it may be, with the same Idempotency-Key', async () => {
    const away = failure(503, 'RESOURCE_UNAVAILABLE', { retry_after: 0.01 })
    const { baseUrl, requests } = await serving(away, away, data({ id: 'e' }))
    await clientOf(baseUrl).executePipeline({ body: { dataset_ids: ['d'] } })
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(requests.map(({ text }) => text)).toEqual(Array(3).fill('{"dataset_ids":["d"]}'))
  })

  it('is not sent again when it may not be', async () => {
    const { baseUrl, requests } = await serving(failure(503, 'RESOURCE_UNAVAILABLE', { retry_after: 0.01 }))
    await expect(clientOf(baseUrl).login({ body: { email: 'a@b.c', password: 'x' } })).rejects.toMatchObject({
      status: 503,
    })
    expect(requests).toHaveLength(1)
  })

  it('is sent again whatever it is when there were too many', async () => {
    const { baseUrl, requests } = await serving(failure(429, 'RATE_LIMIT_EXCEEDED', { retry_after: 0.01 }), data({}))
    await clientOf(baseUrl).login({ body: { email: 'a@b.c', password: 'x' } })
    expect(requests).toHaveLength(2)
  })

  it('asks for a new token when the old one has expired, once', async () => {
    const expired = failure(401, 'AUTHENTICATION_ERROR', { details: { reason: 'token_expired' } })
    const { baseUrl, requests } = await serving(expired)
    const asked: boolean[] = []
    const getToken = ({ renew }: { renew: boolean }) => (asked.push(renew), renew ? 'new' : 'old')
    await expect(clientOf(baseUrl, { getToken }).me()).rejects.toMatchObject({ reason: 'token_expired' })
    expect(asked).toEqual([false, true])
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new'])
  })

  it('ends when its signal aborts', async () => {
    const { baseUrl } = await serving(() => {})
    const signal = AbortSignal.timeout(50)
    await expect(clientOf(baseUrl).me({ signal })).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})

const frameOf = (seq: number, epoch = 1) =>
  `id: ${epoch}:${seq}\ndata: ${JSON.stringify({ execution_id: 'x', cursor: `${epoch}:${seq}`, event: 'checkpoint.save' })}\n\n`

const stream =
  (...frames: string[]): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(frames.join(''))
  }

async function all(watched: AsyncIterable<Watched>): Promise<string[]> {
  const told: string[] = []
  for await (const item of watched)
    told.push(
      item.kind === 'event' ? item.event.cursor : item.kind === 'end' ? item.status : `${item.tracker.progress}%`,
    )
  return told
}

describe('a watch', () => {
  const end = 'event: end\ndata: {"execution_id":"x","status":"completed"}\n\n'

  it('tells events, progress and the end', async () => {
    const progress = 'event: progress_update\ndata: {"progress":40}\n\n'
    const { baseUrl } = await serving(stream('retry: 1000\n\n', frameOf(1), progress, ': idle\n\n', frameOf(2), end))
    expect(await all(clientOf(baseUrl).watch('x'))).toEqual(['1:1', '40%', '1:2', 'completed'])
  })

  it('comes back with its cursor when the stream breaks, and tells nothing twice', async () => {
    const { baseUrl, requests } = await serving(
      stream(frameOf(1), frameOf(2)),
      (_request, response) => response.socket?.destroy(),
      stream(frameOf(2), frameOf(3), end),
    )
    const broken: unknown[] = []
    const watched = clientOf(baseUrl).watch('x', { onReconnect: (error) => broken.push(error) })
    expect(await all(watched)).toEqual(['1:1', '1:2', '1:3', 'completed'])
    expect(requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1:2', '1:2'])
    expect(broken).toHaveLength(2)
  })

  it('asks again when there is a hole', async () => {
    const { baseUrl, requests } = await serving(
      stream(frameOf(1), frameOf(3), end),
      stream(frameOf(2), frameOf(3), end),
    )
    expect(await all(clientOf(baseUrl).watch('x'))).toEqual(['1:1', '1:2', '1:3', 'completed'])
    expect(requests[1].headers['last-event-id']).toBe('1:1')
  })

  it('begins where it is told, and follows into another epoch', async () => {
    const { baseUrl, requests } = await serving(stream(frameOf(8), frameOf(1, 2), end))
    expect(await all(clientOf(baseUrl).watch('x', { after: '1:7' }))).toEqual(['1:8', '2:1', 'completed'])
    expect(requests[0].headers['last-event-id']).toBe('1:7')
  })

  it('comes back when the stream falls silent', async () => {
    const { baseUrl, requests } = await serving(
      (_request, response) => response.writeHead(200).write(frameOf(1)),
      stream(frameOf(2), end),
    )
    expect(await all(clientOf(baseUrl).watch('x', { silenceMs: 100 }))).toEqual(['1:1', '1:2', 'completed'])
    expect(requests).toHaveLength(2)
  })

  it('fails at once when the execution is not there, and at last when the service stays away', async () => {
    const { baseUrl } = await serving(failure(404, 'NOT_FOUND'), failure(503, 'RESOURCE_UNAVAILABLE'))
    const client = clientOf(baseUrl)
    await expect(all(client.watch('x'))).rejects.toMatchObject({ status: 404 })
    await expect(all(client.watch('x', { patienceMs: 200 }))).rejects.toMatchObject({ status: 503 })
  })
})

describe('files', () => {
  let folder: string
  afterEach(() => rm(folder, { recursive: true }))

  it('are uploaded as a stream of known length, again when the connection breaks', async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-'))
    const path = join(folder, 'a "b".jsonl')
    await writeFile(path, 'x'.repeat(600_000))
    await writeFile(join(folder, 'empty'), '')
    const { baseUrl, requests } = await serving(
      (_request, response) => response.socket?.destroy(),
      json(201, { success: true, data: { id: 'd' } }),
    )
    const progress: number[] = []
    const client = clientOf(baseUrl)
    const dataset = await uploadFiles(client, {
      paths: [path, join(folder, 'empty')],
      name: 'né',
      mapping: { text: 'said' },
      datasetId: 'd',
      waitInspected: true,
      onProgress: ({ sentBytes, totalBytes }) => progress.push(sentBytes / totalBytes),
    })
    expect(dataset).toEqual({ id: 'd' })
    const [, { text, headers, url }] = requests
    expect(url).toBe('/api/v1/datasets?wait=inspected')
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text))
    expect(headers['x-dataset-id']).toBe('d')
    expect(text).toContain('filename="a %22b%22.jsonl"')
    expect(text).toContain('name="name"\r\n\r\nné\r\n')
    expect(text).toContain('{"text":"said"}')
    expect(progress.at(-1)).toBe(1)
  })

  it('are saved whole and checked, and taken up where the connection broke', async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-'))
    const content = 'y'.repeat(1000)
    const sha256 = createHash('sha256').update(content).digest('hex')
    const { baseUrl, requests } = await serving(
      (_request, response) => {
        response.writeHead(200, { 'content-length': 1000 })
        response.write(content.slice(0, 400), () => setTimeout(() => response.destroy(), 50))
      },
      (_request, response) => response.writeHead(206).end(content.slice(400)),
    )
    const file = { name: 'a.jsonl', sha256, size_bytes: 1000 }
    const client = clientOf(baseUrl, { retries: 0 })
    await saveExport(client, 'x', file, join(folder, 'a.jsonl'))
    expect(await readFile(join(folder, 'a.jsonl'), 'utf8')).toBe(content)
    expect(requests[1].headers.range).toBe('bytes=400-')
    await expect(saveExport(client, 'x', { ...file, sha256: 'other' }, join(folder, 'b'))).rejects.toMatchObject({
      code: 'DOWNLOAD_MISMATCH',
      message: expect.stringContaining('a.jsonl is not what was exported'),
    })
    expect(await readdir(folder)).toEqual(['a.jsonl'])
  })

  it('are uploaded from blobs too', async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-'))
    const { baseUrl, requests } = await serving(json(201, { success: true, data: { id: 'd' } }))
    await clientOf(baseUrl).uploadDataset({ files: [{ name: 'a.csv', content: new Blob(['q,a']) }], name: 'n' })
    expect(requests[0].text).toMatch(/name="n(ame)?"[\s\S]*filename="a\.csv"[\s\S]*q,a/)
  })
})
