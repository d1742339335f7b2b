import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderStore, createSealedFiles } from '@techdeck/artifacts'
import type { WrappedDataKey } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import { createKeyRingFile, loadKeyRing } from '@techdeck/crypto'
import { makeBackup, type MakeBackupOptions } from '../make-backup.ts'
import type { KeySource, RecordTarget, SubjectKey } from '../ports.ts'
import { restoreBackup, type BackupToRestore } from '../restore-backup.ts'

/** Records and keys in memory. */
export class MemoryRecords implements RecordTarget, KeySource {
  readonly records = new Map<string, Map<string, string>>()
  readonly keys = new Map<string, WrappedDataKey>()
  readonly subjects = new Map<string, SubjectKey>()
  #unfinished: string | null = null

  put(collection: string, id: string, text: string): void {
    const documents = this.records.get(collection) ?? new Map<string, string>()
    this.records.set(collection, documents.set(id, text))
  }

  async collections() {
    return [...this.records.keys()]
  }

  async *read(collection: string) {
    const documents = [...(this.records.get(collection) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1))
    for (const document of documents) yield framed(JSON.stringify(document))
  }

  async isEmpty() {
    return this.records.size + this.keys.size === 0
  }

  async insert(collection: string, documents: readonly Uint8Array[]) {
    for (const document of documents) {
      const [id, text] = JSON.parse(Buffer.from(document).subarray(4).toString()) as [string, string]
      this.put(collection, id, text)
    }
  }

  async clear() {
    for (const part of [this.records, this.keys, this.subjects]) part.clear()
  }

  async setUnfinished(point: string | null) {
    this.#unfinished = point
  }

  async unfinished() {
    return this.#unfinished
  }

  async endWithoutKey() {
    return [...(this.records.get('datasets')?.values() ?? [])].filter((keyId) => !this.keys.has(keyId)).length
  }

  async dataKey(id: string) {
    return this.keys.get(id) ?? null
  }

  async *dataKeys() {
    yield* this.keys.values()
  }

  async *subjectKeys() {
    yield* this.subjects.values()
  }

  async addDataKey(key: WrappedDataKey) {
    if (this.keys.has(key.id)) throw new ConflictError('There is one.')
    this.keys.set(key.id, key)
  }

  async addSubjectKey(key: SubjectKey) {
    this.subjects.set(key.subject, key)
  }
}

function framed(text: string): Buffer {
  const bytes = Buffer.from(`____${text}`)
  bytes.writeInt32LE(bytes.length)
  return bytes
}

/** An installation with real files and a real key ring, and what one does with its backups. */
export async function newInstallation() {
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-backup-'))
  const keyFile = join(folder, 'ring.json')
  await createKeyRingFile(keyFile)
  const ring = await loadKeyRing({ file: keyFile })
  const records = new MemoryRecords()
  const root = join(folder, 'artifacts')
  const store = createFolderStore(root)
  const places = { folder: join(folder, 'backup'), keyFolder: join(folder, 'backup-keys') }
  let clock = Date.parse('2026-11-30T12:00:00.000Z')

  return {
    home: folder,
    keyFolder: places.keyFolder,
    ring,
    records,
    store,
    /** A data set with a record, a key and some artifacts. */
    async dataset(artifacts: number, text = 'nobody reads this') {
      const id = newId()
      const { dataKey, wrapped } = await ring.newDataKey(id)
      records.keys.set(wrapped.id, wrapped)
      records.put('datasets', id, wrapped.id)
      for (let at = 0; at < artifacts; at++)
        await store.write(`${id}/part/${at}`, dataKey, [Buffer.from(`${text} ${at}`), randomBytes(1000)])
      return { id, dataKey }
    },
    backUp: (change: Partial<MakeBackupOptions> = {}) =>
      makeBackup({
        ...places,
        records,
        keys: records,
        artifacts: createSealedFiles(root),
        ring,
        clock: { now: () => new Date((clock += 60_000)) },
        full: false,
        keep: 100,
        ...change,
      }),
    /** Into an installation of its own. */
    async restore(change: Partial<BackupToRestore> = {}, name: string = newId()) {
      const target = { records: new MemoryRecords(), root: join(folder, name) }
      const result = await restoreBackup({
        ...places,
        ring,
        verify: true,
        target: { records: target.records, keys: target.records, artifacts: createSealedFiles(target.root) },
        ...change,
      })
      return { result, records: target.records, store: createFolderStore(target.root) }
    },
    close: () => rm(folder, { recursive: true }),
  }
}
