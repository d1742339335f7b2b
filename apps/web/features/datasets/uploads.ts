import { ApiError } from '@techdeck/client'
import type { DatasetView } from '@techdeck/contracts'
import { client, live, queries } from '../../app/api.ts'
import { newUuid } from './new-uuid.ts'

/** One upload of this page, from the first byte to what detection found. */
export interface Upload {
  readonly id: string
  readonly name: string
  readonly bytesTotal: number
  readonly bytesReceived: number
  readonly status: 'uploading' | 'inspecting' | 'ready' | 'invalid' | 'failed' | 'stopped'
  readonly error?: unknown
}

const uploads = new Map<string, Upload & { stop: AbortController }>()
const listeners = new Set<() => void>()
let shown: readonly Upload[] = []

export const subscribeUploads = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const currentUploads = (): readonly Upload[] => shown

/**
 * Uploads files as one data set and goes on while other pages are looked at. How far it is, the server says: these are
 * the bytes that it has received. An upload that breaks off is sent again under the same id, which makes one data set.
 */
export function startUpload(files: readonly File[]): string {
  const id = newUuid()
  const stop = new AbortController()
  const [first] = files
  const name = files.length === 1 ? first.name : `${first.name} and ${files.length - 1} more`
  const bytesTotal = files.reduce((sum, { size }) => sum + size, 0)
  uploads.set(id, { id, name, bytesTotal, bytesReceived: 0, status: 'uploading', stop })
  tell()
  void send(id, name, files, stop.signal)
  return id
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

async function send(id: string, name: string, files: readonly File[], signal: AbortSignal): Promise<void> {
  const ended = new AbortController()
  void follow(id, AbortSignal.any([signal, ended.signal]))
  try {
    const dataset = await client.uploadDataset({
      datasetId: id,
      name: name.slice(0, 200),
      files: files.map((file) => ({ name: file.name, content: file })),
      signal,
    })
    took(dataset)
  } catch (error) {
    ended.abort()
    change(id, signal.aborted ? { status: 'stopped' } : { status: 'failed', error })
  }
}

/** Tells of bytes and of detection. Where nobody can be heard, the answer to the upload tells the rest. */
async function follow(id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const told of live.watchUpload(id, { signal })) {
        if (told.kind === 'inspected') return await inspected(id)
        const { status, bytes_received: bytesReceived } = told.upload
        if (status === 'uploading') change(id, { bytesReceived })
        else if (status === 'inspecting') change(id, { status })
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

function took({ id, status, size_bytes: bytesReceived }: DatasetView): void {
  if (status === 'inspecting') change(id, { status, bytesReceived })
  else if (status === 'ready' || status === 'invalid') void inspected(id)
  void queries.invalidateQueries({ queryKey: ['datasets'] })
}

async function inspected(id: string): Promise<void> {
  const { status } = await queries.fetchQuery({
    queryKey: ['dataset', id],
    queryFn: () => client.getDataset({ params: { id } }),
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
