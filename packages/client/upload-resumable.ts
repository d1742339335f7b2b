import { TUS_VERSION, routes, type DatasetView } from '@techdeck/contracts'
import type { DetailedError, HttpResponse, Upload } from 'tus-js-client'
import { ApiError, ConnectionError, errorBodyOf } from './errors.ts'
import type { Transport } from './transport.ts'
import type { UploadFields } from './upload-blobs.ts'

/** One file; `content` is a Blob in a browser, a `ReadStream` of a path in Node. */
export interface ResumableFile {
  name: string
  size: number
  content: unknown
}

/** Remembers where uploads that are not at their end lie, under names that say nothing of the file. */
export interface UploadMemory {
  get(key: string): Promise<string | undefined>
  put(key: string, url: string): Promise<void>
  remove(key: string): Promise<void>
}

export interface ResumableUpload extends UploadFields {
  file: ResumableFile
  /** With a key of the same file, an upload that broke off is gone on with. */
  memory?: { states: UploadMemory; key: string }
  /** Whether aborting gives the upload up; otherwise what has come waits to be gone on with. */
  abortGivesUp?: boolean
  onProgress?: (progress: { sentBytes: number; totalBytes: number }) => void
}

/** Bytes of one request: what is sent again where it breaks. */
const CHUNK_BYTES = 8 * 1024 * 1024
/** Attempts that bring nothing before it is given up; each that brings something begins anew. */
const RETRY_MS = [0, 300, 1000, 2000, 4000, 8000, 8000, 8000]

/**
 * Uploads one file in requests that go on where the last one broke, over tus 1.0; memory does not grow with its size.
 * The same file is answered with the data set that it is already, unless `force` says otherwise.
 *
 * @throws ApiError @throws ConnectionError; what has come stays for a day, and is gone on with through `memory`
 */
export async function uploadResumable(transport: Transport, upload: ResumableUpload): Promise<DatasetView> {
  return datasetOf(transport, await send(transport, upload), upload.signal)
}

async function datasetOf(
  transport: Transport,
  { datasetId, known }: { datasetId: string; known: boolean },
  signal: AbortSignal | undefined,
): Promise<DatasetView> {
  const response = await transport.send({
    method: 'GET',
    path: routes.getDataset.path.replace(':id', datasetId),
    repeatable: true,
    signal,
  })
  const { data } = (await response.json()) as { data: DatasetView }
  return known ? { ...data, known: true } : data
}

export interface ResumableFiles extends UploadFields {
  files: readonly ResumableFile[]
  /** With a key for each file, those that broke off are gone on with. */
  memory?: { states: UploadMemory; keys: readonly string[] }
  onProgress?: (progress: { sentBytes: number; totalBytes: number }) => void
}

/**
 * Uploads several files as one data set, one after the other, each as {@link uploadResumable} does; nothing is a data set
 * before all have come. What has come whole is not sent again when the others are gone on with.
 *
 * @throws ApiError @throws ConnectionError
 */
export async function uploadTogetherResumably(
  transport: Transport,
  { files, memory, onProgress, signal, ...fields }: ResumableFiles,
): Promise<DatasetView> {
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0)
  const urls: string[] = []
  let before = 0
  for (const [at, file] of files.entries()) {
    const key = memory?.keys[at]
    const from = before
    const part = {
      file,
      signal,
      ...(memory && key !== undefined && { memory: { states: memory.states, key } }),
      onProgress: ({ sentBytes }: { sentBytes: number }) => onProgress?.({ sentBytes: from + sentBytes, totalBytes }),
    }
    const { url } = await send(transport, part, true)
    urls.push(url)
    before += file.size
  }
  const { filename: _filename, ...metadata } = metadataOf(files[0], fields)
  const told = { ...metadata, files: JSON.stringify(files.map(({ name }) => name)) }
  const response = await transport.send({
    method: routes.createUpload.method,
    path: routes.createUpload.path,
    headers: {
      'tus-resumable': TUS_VERSION,
      'upload-concat': `final;${urls.map((url) => new URL(url).pathname).join(' ')}`,
      'upload-metadata': headerOf(told),
    },
    repeatable: false,
    signal,
  })
  for (const key of memory?.keys ?? []) await memory?.states.remove(key)
  const datasetId = response.headers.get('x-dataset-id') ?? ''
  return datasetOf(transport, { datasetId, known: response.headers.get('x-dataset-known') === 'true' }, signal)
}

/** Bytes of the header that says what several files are; a request's headers have at most 16 KiB. */
export const metadataBytes = (files: readonly Pick<ResumableFile, 'name'>[], fields: UploadFields): number =>
  headerOf({ ...metadataOf({ name: '' }, fields), files: JSON.stringify(files.map(({ name }) => name)) }).length

const headerOf = (metadata: Readonly<Record<string, string>>): string =>
  Object.entries(metadata)
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(',')

const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))

async function send(
  transport: Transport,
  { file, memory, signal, abortGivesUp = false, onProgress, ...fields }: ResumableUpload,
  isPart = false,
): Promise<{ datasetId: string; known: boolean; url: string }> {
  signal?.throwIfAborted()
  const tus = await import('tus-js-client')
  const before = await memory?.states.get(memory.key)
  const { promise, resolve, reject } = Promise.withResolvers<{ datasetId: string; known: boolean; url: string }>()
  let renew = false
  let renewed = false
  let became: { datasetId: string; known: boolean } | undefined
  const remembering: Promise<void>[] = []
  const running: Upload = new tus.Upload(file.content as Blob, {
    endpoint: transport.urlOf(routes.createUpload.path),
    uploadUrl: before ?? null,
    uploadSize: file.size,
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_MS,
    metadata: isPart ? {} : metadataOf(file, fields),
    ...(isPart && { headers: { 'Upload-Concat': 'partial' } }),
    storeFingerprintForResuming: false,
    async onBeforeRequest(request) {
      const token = await transport.token(renew)
      renew = false
      if (token !== undefined) request.setHeader('authorization', `Bearer ${token}`)
    },
    onAfterResponse(_, response) {
      if (response.getStatus() < 400) renewed = false
      const datasetId = response.getHeader('x-dataset-id')
      if (datasetId) became = { datasetId, known: response.getHeader('x-dataset-known') === 'true' }
    },
    onShouldRetry(error) {
      if (error.originalResponse?.getStatus() !== 401) return mayRepeat(error)
      // A token that expired in between is renewed, once until something succeeds; the library would give up.
      renew = !renewed
      renewed = true
      return renew
    },
    onUploadUrlAvailable() {
      if (memory && running.url) remembering.push(memory.states.put(memory.key, running.url))
    },
    onProgress: (sentBytes, totalBytes) => onProgress?.({ sentBytes, totalBytes: totalBytes ?? file.size }),
    onSuccess() {
      const url = running.url ?? ''
      if (isPart) resolve({ datasetId: '', known: false, url })
      else if (became) resolve({ ...became, url })
      else reject(new ConnectionError(transport.urlOf(''), undefined))
    },
    onError: (error) => reject(errorOf(transport, error)),
  })
  const stop = () => {
    running.abort(abortGivesUp).catch(() => {})
    if (abortGivesUp) remembering.push(memory?.states.remove(memory.key) ?? Promise.resolve())
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    running.start()
    const ended = await promise
    await Promise.all(remembering)
    // A part is good until all are joined.
    if (!isPart) await memory?.states.remove(memory.key)
    return ended
  } finally {
    await Promise.allSettled(remembering)
    signal?.removeEventListener('abort', stop)
  }
}

/** An offset that moved on, a lock, too many requests, bytes that were changed on the way. */
const REPEATED: readonly number[] = [409, 423, 429, 460]

function mayRepeat({ originalResponse: response, originalRequest: request }: DetailedError): boolean {
  const status = response?.getStatus() ?? 0
  if (status === 0 || status >= 500) return true
  // The id of the data set is another's: asking again changes nothing.
  if (status === 409 && (request.getMethod() === 'HEAD' || response?.getBody().includes('"dataset_id"'))) return false
  return REPEATED.includes(status)
}

function metadataOf(
  file: Pick<ResumableFile, 'name'>,
  { name, mapping, datasetId, into, workspaceId, force = false }: UploadFields,
): Record<string, string> {
  return {
    filename: file.name,
    force: String(force),
    ...(name !== undefined && { name }),
    ...(mapping && { mapping: JSON.stringify(mapping) }),
    ...(datasetId !== undefined && { dataset_id: datasetId }),
    ...(into !== undefined && { into }),
    ...(workspaceId !== undefined && { workspace_id: workspaceId }),
  }
}

/** The API's own error where it answered, else that nobody did. */
function errorOf(transport: Transport, error: Error | DetailedError): Error {
  const response: HttpResponse | null | undefined = 'originalResponse' in error ? error.originalResponse : undefined
  if (!response) return new ConnectionError(transport.urlOf(''), error)
  const body = errorBodyOf(jsonOf(response.getBody()))
  return body ? new ApiError(response.getStatus(), body) : new ConnectionError(transport.urlOf(''), error)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
