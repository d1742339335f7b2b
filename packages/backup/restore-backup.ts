import { ConflictError, DecryptionError, NotFoundError, ValidationError } from '@techdeck/core'
import { chunksOf, documentsOf } from './chunks.ts'
import { KeyFolder } from './key-folder.ts'
import { BACKUP_KEY, inParallel, type Ring } from './make-backup.ts'
import type { ArtifactFiles, KeySource, RecordTarget } from './ports.ts'
import { Vault, type Point, type StoredCopy } from './vault.ts'

const AT_ONCE = 4
const MOST_AT_ONCE_BYTES = 4 * 1024 ** 2

export interface BackupToRestore {
  folder: string
  keyFolder: string
  ring: Pick<Ring, 'unwrap'>
  /** A point, or a time: the newest that is not after it. The newest of all when absent. */
  to?: string
  /** Where to; without it the backup alone is looked at, whole. */
  target?: { records: RecordTarget; keys: KeySource; artifacts: ArtifactFiles }
  /** Compares what was put back with the backup, each hash and each count. */
  verify: boolean
  signal?: AbortSignal
  progress?: (progress: { artifacts: number; bytes: number }) => void
}

export interface RestoreResult {
  point: string
  at: string
  records: number
  artifacts: number
  bytes: number
  dataKeys: number
  /** What is not as it was backed up: parts of the backup, and where it was put back what is there now. */
  problems: string[]
  /** Data sets whose key was destroyed since: they are gone here, too. */
  withoutKey: number
}

/**
 * Puts a point back into an empty database and an empty folder, or with `target` absent only reads all of it. A restore
 * that breaks off is simply done again. Parts of the backup that are damaged are left out and named.
 *
 * @throws ValidationError when the keys are not there, or are not this installation's: without them nothing opens
 * @throws NotFoundError when there is no such point
 * @throws ConflictError when there is something already
 */
export async function restoreBackup(options: BackupToRestore): Promise<RestoreResult> {
  const { folder, keyFolder, target } = options
  const kept = new KeyFolder(keyFolder)
  const vault = new Vault(folder, await openBackupKey(kept, options.ring))
  const point = await choose(vault, options.to)
  if (target) await begin(target, point.id)
  const problems: string[] = []
  const counted = { artifacts: 0, bytes: 0 }

  const copies = (async function* () {
    yield* point.artifacts
  })()
  await inParallel(copies, AT_ONCE, async (copy) => {
    options.signal?.throwIfAborted()
    const isWhole = await noting(problems, copy.key, () =>
      target ? vault.copyBack(copy, target.artifacts) : vault.checkCopy(copy),
    )
    if (!isWhole) return
    counted.artifacts++
    counted.bytes += copy.sizeBytes
    options.progress?.(counted)
  })

  let records = 0
  for (const [name, { count, chunks }] of Object.entries(point.collections)) {
    let found = 0
    for (const chunk of chunks) {
      options.signal?.throwIfAborted()
      await noting(problems, `${name}: ${chunk}`, async () => {
        found += await putBack(await vault.chunk(chunk), name, target?.records)
      })
    }
    if (found !== count) problems.push(`${name}: ${found} records where there were ${count}`)
    records += found
  }

  let dataKeys = 0
  for await (const key of kept.dataKeys()) {
    await noting(problems, `key ${key.id}`, async () => void (await options.ring.unwrap(key)))
    await target?.keys.addDataKey(key)
    dataKeys++
  }
  for await (const key of kept.subjectKeys()) await target?.keys.addSubjectKey(key)

  if (target && options.verify) problems.push(...(await differences(vault, point, target)))
  const withoutKey = target ? await target.records.endWithoutKey() : 0
  await target?.records.setUnfinished(null)
  return { point: point.id, at: point.at, records, ...counted, dataKeys, problems, withoutKey }
}

async function openBackupKey(kept: KeyFolder, ring: BackupToRestore['ring']) {
  const wrapped = await kept.dataKey(BACKUP_KEY)
  if (!wrapped)
    throw new ValidationError(
      'The keys of this backup are not there, and without them it does not open: name their folder.',
    )
  try {
    return await ring.unwrap(wrapped)
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error
    throw new ValidationError(
      'The key ring does not open the keys of this backup: it is another one, or lacks the version that wrapped them.',
    )
  }
}

async function choose(vault: Vault, to: string | undefined): Promise<Point> {
  const points = await vault.points()
  const until = to === undefined || points.includes(to) ? to : timeOf(to)
  const id = points.findLast((each) => until === undefined || each <= until)
  if (id === undefined)
    throw new NotFoundError(to === undefined ? 'The folder holds no backup.' : 'There is no backup that old.')
  try {
    return await vault.point(id)
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error
    throw new ValidationError(
      `The backup ${id} does not open: it was changed, or its keys are of another installation.`,
    )
  }
}

/** As points are named. */
function timeOf(text: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new NotFoundError('There is no such point, and it is no time either.')
  return at.toISOString().replaceAll(':', '-')
}

async function begin({ records, artifacts }: NonNullable<BackupToRestore['target']>, id: string): Promise<void> {
  const isOwn = (await records.unfinished()) === id
  if (!isOwn && !(await records.isEmpty()))
    throw new ConflictError('The database holds records already: restore into an empty one.')
  if (!isOwn)
    for await (const _ of artifacts.list())
      throw new ConflictError('The folder of artifacts holds some already: restore into an empty one.')
  await records.setUnfinished(id)
  await records.clear()
}

async function putBack(chunk: Buffer, collection: string, records: RecordTarget | undefined): Promise<number> {
  let count = 0
  let waiting: Uint8Array[] = []
  let size = 0
  const insert = async () => {
    if (waiting.length > 0) await records?.insert(collection, waiting)
    waiting = []
    size = 0
  }
  for (const document of documentsOf(chunk)) {
    count++
    waiting.push(document)
    size += document.length
    if (size > MOST_AT_ONCE_BYTES) await insert()
  }
  await insert()
  return count
}

/** What is in the target and is not as the point says. */
async function differences(
  vault: Vault,
  point: Point,
  { records, artifacts }: NonNullable<BackupToRestore['target']>,
): Promise<string[]> {
  const problems: string[] = []
  for (const [name, { count, chunks }] of Object.entries(point.collections)) {
    const found: string[] = []
    let among = 0
    for await (const chunk of chunksOf(records.read(name))) {
      found.push(vault.nameOf(chunk.bytes))
      among += chunk.count
    }
    if (among !== count) problems.push(`${name}: ${among} records where there were ${count}`)
    else if (found.join() !== chunks.join()) problems.push(`${name}: its records are not what they were`)
  }
  const wanted = new Map(point.artifacts.map((copy) => [copy.key, copy]))
  for await (const { key } of artifacts.list()) if (!wanted.has(key)) problems.push(`${key}: nobody backed it up`)
  const each = (async function* () {
    yield* point.artifacts
  })()
  await inParallel(each, AT_ONCE, async (copy: StoredCopy) => {
    await noting(problems, copy.key, () => vault.compare(copy, artifacts.read(copy.key)))
  })
  return problems
}

/** `false` when it is not as it was; how is then noted. */
async function noting(problems: string[], what: string, look: () => Promise<void>): Promise<boolean> {
  try {
    await look()
    return true
  } catch (error) {
    if (!(error instanceof DecryptionError || error instanceof NotFoundError)) throw error
    problems.push(`${what}: ${error.message}`)
    return false
  }
}
