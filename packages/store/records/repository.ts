import { mongo, type Connection } from 'mongoose'
import type { WrappedDataKey } from '@techdeck/contracts'
import { dataKeySchema, toDataKey, type DataKeyDocument } from '../data-keys/schema.ts'
import { auditSubjectSchema, type AuditSubjectDocument } from '../audit/schema.ts'
import { datasetSchema, type DatasetDocument } from '../datasets/schema.ts'
import { atEdge, toAppError } from '../errors.ts'

/**
 * What refers to others is read before what it refers to. Entries of the audit log are read where they wait before where
 * they are sealed: one that is sealed meanwhile is then in both, which the sealer knows how to tell, and none is in neither.
 */
const FIRST = [
  'pipelineExecutions',
  'stageExecutions',
  'validationResults',
  'biasDetectionResults',
  'shards',
  'progressEvents',
  'auditIntake',
  'auditBatches',
  'auditTiles',
  'datasetVersions',
  'datasets',
] as const

/** Wrapped keys lie apart from what they open. */
const KEYS = ['dataKeys', 'auditSubjects'] as const

/**
 * Not records of an installation: who is signed in and by which one-time links somebody may be (restored, they would open
 * doors that were shut), who is at work on what, and which migrations this very database has seen.
 */
const LEFT_OUT = ['sessions', 'invitations', 'leases', 'migrations', 'restores'] as const

/** Keys of personal fields of the audit log, as they lie there. */
interface SubjectKey {
  subject: string
  wrapped: string | null
}

/**
 * All records as BSON, whatever collection they are in, for backups; and wrapped keys for their own folder. It knows no
 * more of a record than where it lies, so what a later release adds is backed up, too.
 */
export interface RecordRepository {
  collections(): Promise<string[]>
  /** In order of ids. */
  read(collection: string): AsyncIterable<Uint8Array>
  /** Whether there is none, and no wrapped key either. */
  isEmpty(): Promise<boolean>
  /** Those that are there already stay. */
  insert(collection: string, documents: readonly Uint8Array[]): Promise<void>
  /** Removes all of them, and all wrapped keys. */
  clear(): Promise<void>
  setUnfinished(point: string | null): Promise<void>
  unfinished(): Promise<string | null>
  /** Begins the end of data sets whose key is not there; the sweeper does the rest. How many. */
  endWithoutKey(): Promise<number>
  dataKey(id: string): Promise<WrappedDataKey | null>
  dataKeys(): AsyncIterable<WrappedDataKey>
  subjectKeys(): AsyncIterable<SubjectKey>
  addDataKey(key: WrappedDataKey): Promise<void>
  addSubjectKey(key: SubjectKey): Promise<void>
}

/** Those that no list names come last. */
const placeOf = (name: string): number => (FIRST as readonly string[]).indexOf(name) >>> 0

const UNFINISHED = 'unfinished'

export function createRecordRepository(connection: Connection): RecordRepository {
  const database = connection.db!
  const keys = connection.model<DataKeyDocument>('DataKey', dataKeySchema)
  const subjects = connection.model<AuditSubjectDocument>('AuditSubject', auditSubjectSchema)
  const datasets = connection.model<DatasetDocument>('Dataset', datasetSchema)
  const restores = database.collection<{ _id: string; point: string }>('restores')

  async function collections(): Promise<string[]> {
    const found = await database.listCollections({}, { nameOnly: true }).toArray()
    const without: readonly string[] = [...KEYS, ...LEFT_OUT]
    const names = found.flatMap(({ name }) => (name.startsWith('system.') || without.includes(name) ? [] : name))
    return names.toSorted((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
  }

  const edge = atEdge({
    collections,

    async isEmpty() {
      for (const name of [...(await collections()), ...KEYS])
        if (await database.collection(name).findOne({}, { projection: { _id: 1 } })) return false
      return true
    },

    async insert(collection: string, documents: readonly Uint8Array[]) {
      if (documents.length === 0) return
      await database.collection(collection).insertMany(documents.map(toDocument), { ordered: false })
    },

    async clear() {
      for (const name of [...(await collections()), ...KEYS]) await database.collection(name).deleteMany({})
    },

    async setUnfinished(point: string | null) {
      if (point === null) await restores.deleteOne({ _id: UNFINISHED })
      else await restores.replaceOne({ _id: UNFINISHED }, { point }, { upsert: true })
    },

    async unfinished() {
      return (await restores.findOne({ _id: UNFINISHED }))?.point ?? null
    },

    async endWithoutKey() {
      const alive = new Set<string>()
      for await (const { _id } of keys.find({}, { _id: 1 }).lean<{ _id: string }[]>()) alive.add(_id)
      const now = new Date()
      let ended = 0
      for await (const { _id, dataKeyId, status, deletion } of datasets.find({}).lean<DatasetDocument[]>()) {
        if (alive.has(dataKeyId) || deletion?.isPurging === true) continue
        const end = { ...(deletion ?? { at: now, from: status }), purgeAt: now, isPurging: true }
        await datasets.updateOne({ _id }, { $set: { status: 'deleted', isDeleted: true, deletion: end } })
        ended++
      }
      return ended
    },

    async dataKey(id: string) {
      const document = await keys.findOne({ _id: id }).lean<DataKeyDocument>()
      return document && toDataKey(document)
    },

    async addDataKey({ id, ...key }: WrappedDataKey) {
      await keys.create([{ ...key, _id: id, wrapped: Buffer.from(key.wrapped) }])
    },

    async addSubjectKey({ subject, wrapped }: SubjectKey) {
      await subjects.create([{ _id: subject, wrapped }])
    },
  })

  return {
    ...edge,
    read: (collection) =>
      ofEdge<Uint8Array>(() => database.collection(collection).find({}, { raw: true }).sort({ _id: 1 }) as never),
    async *dataKeys() {
      const found = ofEdge<DataKeyDocument>(() => keys.find({}).sort({ _id: 1 }).lean<DataKeyDocument>().cursor())
      for await (const document of found) yield toDataKey(document)
    },
    async *subjectKeys() {
      const found = ofEdge<AuditSubjectDocument>(() =>
        subjects.find({}).sort({ _id: 1 }).lean<AuditSubjectDocument>().cursor(),
      )
      for await (const { _id, wrapped } of found) yield { subject: _id, wrapped: wrapped ?? null }
    },
  }
}

/** What is read piece by piece has the same edge as what is asked at once. */
async function* ofEdge<T>(open: () => AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* open()
  } catch (error) {
    throw toAppError(error)
  }
}

/** As it was: numbers keep their kinds, bytes and patterns stay what they are. */
const toDocument = (bytes: Uint8Array): mongo.BSON.Document =>
  mongo.BSON.deserialize(bytes, { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true })
