import { ApiError, metadataBytes } from '@techdeck/client'
import type { DatasetView } from '@techdeck/contracts'
import { client, live, queries } from '../../app/api.ts'
import { newUuid } from './new-uuid.ts'
import type { Sending } from './send-resumably.ts'

/** One upload of this page, from the first byte to what detection found. */
export interface Upload {
  readonly id: string
  readonly name: string
  readonly bytesTotal: number
  readonly bytesReceived: number
  readonly status: 'uploading' | 'inspecting' | 'ready' | 'invalid' | 'failed' | 'stopped'
  readonly error?: unknown
  /** What it became, where that is not called like the upload: it was begun earlier, or was there before. */
  readonly became?: string
  /** The same was a data set already, and nothing was stored twice. */
  readonly known?: boolean
}

/** So much is worth going on with after the page was left. */
const RESUMABLE_BYTES = 16 * 1024 * 1024
/** What is said of several files goes in one header. */
const MOST_METADATA_BYTES = 10 * 1024

interface Running extends Upload {
  readonly files: readonly File[]
  readonly workspaceId: string | undefined
  readonly stop: AbortController
}

const uploads = new Map<string, Running>()
const listeners = new Set<() => void>()
let shown: readonly Upload[] = []

export const subscribeUploads = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const currentUploads = (): readonly Upload[] => shown

/**
 * Uploads files as one data set and goes on while other pages are looked at. One that breaks off is sent again under the
 * same id, which makes one data set; much goes on where it was, also when it is dropped again after the page was left.
 */
export function startUpload(files: readonly File[], workspaceId?: string): string {
  const id = newUuid()
  const [first] = files
  const name = files.length === 1 ? first.name : `${first.name} and ${files.length - 1} more`
  const bytesTotal = files.reduce((sum, { size }) => sum + size, 0)
  begin({
    id,
    name,
    bytesTotal,
    bytesReceived: 0,
    status: 'uploading',
    files,
    workspaceId,
    stop: new AbortController(),
  })
  return id
}

/** Goes on with one that did not succeed: by what the server has of it, or from the beginning. */
export function retryUpload(id: string): void {
  const upload = uploads.get(id)
  if (upload?.status !== 'failed') return
  const { error: _error, ...same } = upload
  begin({ ...same, status: 'uploading', stop: new AbortController() })
}

function begin(upload: Running): void {
  uploads.set(upload.id, upload)
  tell()
  void send(upload)
}

export function stopUpload(id: string): void {
  uploads.get(id)?.stop.abort()
}

export function dismissUpload(id: string): void {
  uploads.delete(id)
  tell()
}

/** Shows nothing of them any more. What is not stopped goes on, for whoever comes back finds it among the data sets. */
export function forgetUploads({ stop }: { stop: boolean }): void {
  if (stop) for (const upload of uploads.values()) upload.stop.abort()
  uploads.clear()
  tell()
}

async function send({ id, name, files, workspaceId, bytesTotal, stop: { signal } }: Running): Promise<void> {
  const sending = { id, name: name.slice(0, 200), files, workspaceId, signal }
  const names = files.map((file) => file.name)
  const fields = { datasetId: id, workspaceId, name: sending.name }
  const fits = files.length === 1 || metadataBytes(names, fields) <= MOST_METADATA_BYTES
  try {
    took(id, await (bytesTotal >= RESUMABLE_BYTES && fits ? sendMuch(sending) : sendTogether(sending)), signal)
  } catch (error) {
    change(id, signal.aborted ? { status: 'stopped' } : { status: 'failed', error })
  }
}

async function sendMuch(sending: Omit<Sending, 'onProgress'>): Promise<DatasetView> {
  const { sendResumably } = await import('./send-resumably.ts')
  return sendResumably({ ...sending, onProgress: (bytesReceived) => change(sending.id, { bytesReceived }) })
}

/** How far it is, the server says: these are the bytes that it has received. */
async function sendTogether({
  id,
  name,
  files,
  workspaceId,
  signal,
}: Omit<Sending, 'onProgress'>): Promise<DatasetView> {
  const ended = new AbortController()
  void follow(id, id, AbortSignal.any([signal, ended.signal]))
  try {
    return await client.uploadDataset({
      datasetId: id,
      workspaceId,
      name,
      files: files.map((file) => ({ name: file.name, content: file })),
      force: false,
      signal,
    })
  } finally {
    ended.abort()
  }
}

/** Tells of bytes and of detection. Where nobody can be heard, the answer to the upload tells the rest. */
async function follow(id: string, datasetId: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const told of live.watchUpload(datasetId, { signal })) {
        if (told.kind === 'inspected') return await inspected(id, datasetId)
        const { status, bytes_received: bytesReceived } = told.upload
        if (status === 'uploading') change(id, { bytesReceived })
        else if (status === 'inspecting') change(id, { status })
        else if (status !== 'deleted') return await inspected(id, datasetId)
      }
      return
    } catch (error) {
      if (signal.aborted) return
      // It has not begun yet where the server has not heard of it.
      if (!(error instanceof ApiError && error.status === 404)) return
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

function took(id: string, dataset: DatasetView, signal: AbortSignal): void {
  const { id: datasetId, status, size_bytes: bytesReceived, known = false } = dataset
  change(id, { bytesReceived, known, ...(datasetId !== id && { became: datasetId }) })
  if (status === 'inspecting') {
    change(id, { status })
    void follow(id, datasetId, signal)
  } else if (status === 'ready' || status === 'invalid') void inspected(id, datasetId)
  void queries.invalidateQueries({ queryKey: ['datasets'] })
}

async function inspected(id: string, datasetId: string): Promise<void> {
  const { status } = await queries.fetchQuery({
    queryKey: ['dataset', datasetId],
    queryFn: () => client.getDataset({ params: { id: datasetId } }),
    staleTime: 0,
  })
  if (status === 'ready' || status === 'invalid') change(id, { status })
  void queries.invalidateQueries({ queryKey: ['datasets'] })
}

function change(id: string, next: Partial<Upload>): void {
  const upload = uploads.get(id)
  if (!upload) return
  uploads.set(id, { ...upload, ...next })
  tell()
}

function tell(): void {
  shown = [...uploads.values()]
  for (const listener of listeners) listener()
}
