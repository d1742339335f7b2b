import { routes, type DatasetView } from '@techdeck/contracts'
import type { Upload } from 'tus-js-client'
import { ConnectionError } from './errors.ts'
import type { Transport } from './transport.ts'
import { fileMetadata, joinParts, tusErrorOf, tusRules, type Became } from './tus-rules.ts'
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
  onProgress?: (progress: { sentBytes: number; totalBytes: number }) => void
}

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
  { datasetId, known }: Became,
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
  const became = await joinParts(transport, { urls, names: files.map(({ name }) => name), signal, ...fields })
  for (const key of memory?.keys ?? []) await memory?.states.remove(key)
  return datasetOf(transport, became, signal)
}

async function send(
  transport: Transport,
  { file, memory, signal, onProgress, ...fields }: ResumableUpload,
  isPart = false,
): Promise<Became & { url: string }> {
  signal?.throwIfAborted()
  const tus = await import('tus-js-client')
  const before = await memory?.states.get(memory.key)
  const { promise, resolve, reject } = Promise.withResolvers<Became & { url: string }>()
  const { became, ...rules } = tusRules(transport, { isPart })
  const remembering: Promise<void>[] = []
  const running: Upload = new tus.Upload(file.content as Blob, {
    ...rules,
    uploadUrl: before ?? null,
    uploadSize: file.size,
    metadata: isPart ? {} : fileMetadata(file.name, fields),
    storeFingerprintForResuming: false,
    onUploadUrlAvailable() {
      if (memory && running.url) remembering.push(memory.states.put(memory.key, running.url))
    },
    onProgress: (sentBytes, totalBytes) => onProgress?.({ sentBytes, totalBytes: totalBytes ?? file.size }),
    onSuccess() {
      const url = running.url ?? ''
      const made = became()
      if (isPart) resolve({ datasetId: '', known: false, url })
      else if (made) resolve({ ...made, url })
      else reject(new ConnectionError(transport.urlOf(''), undefined))
    },
    onError: (error) => reject(tusErrorOf(transport, error)),
  })
  const stop = () => {
    // What has come waits to be gone on with.
    running.abort().catch(() => {})
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
