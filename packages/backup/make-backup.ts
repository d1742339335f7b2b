import { randomBytes } from 'node:crypto'
import type { WrappedDataKey } from '@techdeck/contracts'
import { DecryptionError, NotFoundError, ValidationError, type Clock } from '@techdeck/core'
import type { DataKey } from '@techdeck/crypto'
import { chunksOf } from './chunks.ts'
import { KeyFolder } from './key-folder.ts'
import type { ArtifactFiles, KeySource, RecordSource } from './ports.ts'
import { pointId, Vault, type Point, type StoredCopy } from './vault.ts'

/** The data key of backups, which lies among the others and is wrapped anew with them. */
export const BACKUP_KEY = 'backup'
const KEY_BYTES = 32
/** Artifacts that are copied at once. */
const AT_ONCE = 4

export interface Ring {
  wrap(key: Uint8Array, ids: { dataKeyId: string; datasetId: string }): Promise<WrappedDataKey>
  unwrap(wrapped: WrappedDataKey): Promise<DataKey>
}

export interface MakeBackupOptions {
  /** Where data lie. */
  folder: string
  /** Where wrapped keys lie, apart. */
  keyFolder: string
  records: RecordSource
  keys: KeySource
  artifacts: ArtifactFiles
  ring: Ring
  clock: Clock
  /** Reads, hashes and writes everything anew, rather than believe that what has the same length and time is the same. */
  full: boolean
  /** Points that stay. */
  keep: number
  signal?: AbortSignal
  progress?: (progress: { artifacts: number; bytes: number }) => void
}

export interface BackupResult {
  point: string
  kind: Point['kind']
  /** In the point. */
  records: number
  artifacts: number
  bytes: number
  dataKeys: number
  /** What had to be written. */
  newChunks: number
  newArtifacts: number
  newBytes: number
  /** Older points that went. */
  pruned: number
  /** Points that do not open any more: while they are there, none goes. */
  unreadable: string[]
}

/**
 * Takes a backup while the system is at work. Records come first, then artifacts, then keys, so that everything that a
 * record names is there. The point is written last: until then the backup before it is the newest one, and a backup that
 * is killed leaves nothing but files that the next one uses or removes.
 *
 * Only one may be at work on a folder.
 *
 * @throws ValidationError when the folder is of another installation
 * @throws ResourceError when a folder or the database does not work
 */
export async function makeBackup(options: MakeBackupOptions): Promise<BackupResult> {
  const { folder, keyFolder, records, keys, clock, full, keep, signal } = options
  const vault = new Vault(folder, await backupKey(options))
  await vault.sweep()
  const earlier = await vault.points()
  const before = await newest(vault, earlier)
  const at = clock.now()
  const id = pointId(at)
  if (earlier.includes(id) || (before && before.id > id))
    throw new ValidationError('The folder holds a backup that is newer than the time of this machine.')
  const result = { records: 0, artifacts: 0, bytes: 0, newChunks: 0, newArtifacts: 0, newBytes: 0 }

  const collections: Point['collections'] = {}
  for (const name of await records.collections()) {
    const collection = { count: 0, bytes: 0, chunks: [] as string[] }
    for await (const { count, bytes } of chunksOf(records.read(name))) {
      signal?.throwIfAborted()
      const chunk = vault.nameOf(bytes)
      if (full || !(await vault.hasChunk(chunk))) {
        await vault.putChunk(chunk, bytes)
        result.newChunks++
        result.newBytes += bytes.length
      }
      collection.count += count
      collection.bytes += bytes.length
      collection.chunks.push(chunk)
    }
    collections[name] = collection
    result.records += collection.count
    result.bytes += collection.bytes
  }

  const copies = await copyArtifacts(options, vault, before, result)
  const { dataKeys } = await new KeyFolder(keyFolder).follow(keys)
  const kind = full || !before ? 'full' : 'incremental'
  await vault.putPoint({ form: 1, id, at: at.toISOString(), kind, collections, artifacts: copies })
  const old = Math.max(0, earlier.length + 1 - keep)
  const unreadable = old > 0 ? await vault.prune([...earlier.slice(old), id]) : []
  return { point: id, kind, ...result, dataKeys, pruned: unreadable.length > 0 ? 0 : old, unreadable }
}

async function newest(vault: Vault, points: readonly string[]): Promise<Point | null> {
  const id = points.at(-1)
  if (id === undefined) return null
  try {
    return await vault.point(id)
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error
    throw new ValidationError(
      `The newest backup in the folder (${id}) does not open: it was changed, or is of another installation. Name another folder.`,
    )
  }
}

async function copyArtifacts(
  { artifacts, full, signal, progress }: MakeBackupOptions,
  vault: Vault,
  before: Point | null,
  result: { artifacts: number; bytes: number; newArtifacts: number; newBytes: number },
): Promise<StoredCopy[]> {
  const known = new Map(before?.artifacts.map((copy) => [copy.key, copy]))
  const copies: StoredCopy[] = []
  const take = async (file: { key: string; sizeBytes: number; modifiedAt: Date }) => {
    signal?.throwIfAborted()
    const { key } = file
    const modifiedAt = file.modifiedAt.toISOString()
    const earlier = known.get(key)
    const isKnown = earlier?.sizeBytes === file.sizeBytes && earlier.modifiedAt === modifiedAt
    if (!full && isKnown && (await vault.hasCopy(earlier))) copies.push(earlier)
    else {
      const copy = await vault.putCopy(artifacts.read(key)).catch(unlessRemoved)
      if (!copy) return
      copies.push({ key, modifiedAt, ...copy })
      result.newArtifacts++
      result.newBytes += copy.sizeBytes
    }
    result.artifacts++
    result.bytes += file.sizeBytes
    progress?.({ artifacts: result.artifacts, bytes: result.bytes })
  }
  await inParallel(artifacts.list(), AT_ONCE, take)
  return copies.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** What was removed after it was listed was not to be kept. */
function unlessRemoved(error: unknown): null {
  if (error instanceof NotFoundError) return null
  throw error
}

/** Works on some at once; the first failure ends it, once those at work have ended. */
export async function inParallel<T>(
  items: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  let failed = false
  const worker = async () => {
    try {
      for (;;) {
        const { done, value } = await iterator.next()
        if (done || failed) return
        await work(value)
      }
    } catch (error) {
      failed = true
      throw error
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: width }, worker))
  await iterator.return?.()
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Of an installation, made with its first backup. */
async function backupKey({ keys, ring }: Pick<MakeBackupOptions, 'keys' | 'ring'>): Promise<DataKey> {
  const wrapped = await keys.dataKey(BACKUP_KEY)
  if (wrapped) return ring.unwrap(wrapped)
  const made = await ring.wrap(randomBytes(KEY_BYTES), { dataKeyId: BACKUP_KEY, datasetId: BACKUP_KEY })
  await keys.addDataKey(made)
  return ring.unwrap(made)
}
