import Uppy, { type Body, type Meta, type UppyOptions } from '@uppy/core'
import Tus, { type TusOpts } from '@uppy/tus'
import {
  ConnectionError,
  fileMetadata,
  joinParts,
  tusErrorOf,
  tusRules,
  type Became,
  type TusRules,
} from '@techdeck/client'
import type { DatasetView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { nameless, uploadStates } from './upload-states.ts'

/** Files that are sent at once. */
const AT_ONCE = 3

export interface Sending {
  /** The data set's id, where nothing of it was sent before. */
  readonly id: string
  /** What several files are called together. */
  readonly name: string
  readonly files: readonly File[]
  readonly workspaceId: string | undefined
  readonly signal: AbortSignal
  readonly onProgress: (bytesReceived: number) => void
}

/**
 * Sends files over tus as one data set. What breaks off goes on where it was, also after the page was left, once the same
 * files are given again; what is stopped by the signal is given up. Fetched when somebody sends that much, and not before.
 *
 * @throws ApiError @throws ConnectionError
 */
export async function sendResumably({
  id,
  name,
  files,
  workspaceId,
  signal,
  onProgress,
}: Sending): Promise<DatasetView> {
  const { transport } = client
  const isPart = files.length > 1
  const fields = { datasetId: id, workspaceId, force: false }
  const states = new UrlStates(isPart)
  const uppy = new Uppy<Meta, Body>({ id: 'techdeck', logger: SILENT })
  uppy.use(Tus, { limit: AT_ONCE, urlStorage: states, removeFingerprintOnSuccess: !isPart, allowedMetaFields: [] })
  const sent = files.map((file, at) => add(uppy, file, files.indexOf(file) < at))
  const rules = sent.map((fileId, at) => {
    const own = tusRules(transport, { isPart })
    const metadata = isPart ? {} : fileMetadata(files[at].name, fields)
    uppy.setFileMeta(fileId, metadata)
    uppy.setFileState(fileId, { tus: { ...own, allowedMetaFields: Object.keys(metadata) } })
    return own
  })
  let problem: Error | undefined
  uppy.on('upload-error', (_, error) => {
    problem ??= error as Error
  })
  uppy.on('upload-progress', () =>
    onProgress(uppy.getFiles().reduce((sum, { progress }) => sum + (progress.bytesUploaded || 0), 0)),
  )
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      uppy.cancelAll()
      reject(signal.reason as Error)
    })
  })
  try {
    await Promise.race([uppy.upload(), stopped])
    if (problem) throw tusErrorOf(transport, problem)
    const urls = sent.map((fileId) => uppy.getFile(fileId).uploadURL ?? '')
    const names = files.map((file) => file.name)
    const became = isPart ? await joinParts(transport, { ...fields, name, urls, names, signal }) : ended(rules[0])
    await states.forget()
    const dataset = await client.getDataset({ params: { id: became.datasetId }, signal })
    return became.known ? { ...dataset, known: true } : dataset
  } finally {
    uppy.destroy()
  }
}

/** The same file of two folders has two names here. */
function add(uppy: Uppy<Meta, Body>, file: File, isAgain: boolean): string {
  const { relativePath = file.webkitRelativePath } = file as File & { relativePath?: string | null }
  return uppy.addFile({
    name: file.name,
    type: 'application/octet-stream',
    data: file,
    meta: { relativePath: `${relativePath ?? ''}${isAgain ? '+' : ''}` },
  })
}

function ended({ became }: TusRules): Became {
  const made = became()
  if (!made) throw new ConnectionError(client.transport.urlOf(''), undefined)
  return made
}

/** What goes wrong is shown; a console would keep what files are called. */
const SILENT: NonNullable<UppyOptions<Meta, Body>['logger']> = { debug() {}, warn() {}, error() {} }

/** Where uploads lie that are not at their end: tus’ storage of addresses, by names that say nothing. */
class UrlStates implements NonNullable<TusOpts<Meta, Body>['urlStorage']> {
  readonly #prefix: string
  readonly #keys = new Set<string>()

  constructor(isPart: boolean) {
    this.#prefix = isPart ? 'part ' : ''
  }

  async findAllUploads(): Promise<Known[]> {
    return []
  }

  async findUploadsByFingerprint(fingerprint: string): Promise<Known[]> {
    const key = await nameless(this.#prefix + fingerprint)
    const url = key === null ? undefined : await uploadStates.get(key)
    if (key === null || url === undefined) return []
    // What is gone on with is not added anew.
    this.#keys.add(key)
    return [knownAt(key, url)]
  }

  async addUpload(fingerprint: string, { uploadUrl }: Known): Promise<string> {
    const key = await nameless(this.#prefix + fingerprint)
    if (key === null || uploadUrl === null) return ''
    this.#keys.add(key)
    await uploadStates.put(key, uploadUrl)
    return key
  }

  removeUpload(key: string): Promise<void> {
    return uploadStates.remove(key)
  }

  /** Parts are good until all are joined. */
  async forget(): Promise<void> {
    for (const key of this.#keys) await uploadStates.remove(key)
  }
}

type Known = Awaited<ReturnType<NonNullable<TusOpts<Meta, Body>['urlStorage']>['findAllUploads']>>[number]

const knownAt = (urlStorageKey: string, uploadUrl: string): Known => ({
  urlStorageKey,
  uploadUrl,
  size: null,
  metadata: {},
  creationTime: '',
  parallelUploadUrls: null,
})
