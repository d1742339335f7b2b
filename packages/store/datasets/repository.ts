import { trusted, type Connection } from 'mongoose'
import type {
  Dataset,
  DatasetFile,
  DatasetStatus,
  DatasetVersion,
  Handling,
  Shredding,
  Terms,
} from '@techdeck/contracts'
import { DATASET_STATUSES } from '@techdeck/contracts/names'
import { atEdge } from '../errors.ts'
import { datasetNamePlace, sealFiles, unsealed, type FieldSealer } from '../fields.ts'
import { insertMissing } from '../insert-missing.ts'
import { newestOf, pageOf, type Page, type Scope } from '../page.ts'
import {
  datasetSchema,
  datasetVersionSchema,
  toDataset,
  toDatasetVersion,
  versionOf,
  type DatasetDocument,
  type DatasetVersionDocument,
} from './schema.ts'

/** What an upload says of a data set's content. */
export type Upload = Pick<Dataset, 'files' | 'sizeBytes' | 'sha256'>
/** What is another once rows are mended. */
export type Mended = Pick<Dataset, 'files' | 'sha256' | 'mended'>
/** Whose a data set is, and where it lies. */
export type DatasetPlace = Pick<Dataset, 'workspaceId' | 'userId'>
/** What inspection found. */
export type Inspection = Pick<
  Dataset,
  'status' | 'format' | 'encoding' | 'conversationCount' | 'turnCount' | 'files' | 'problems'
>

/** What an owner may say of a data set; with `retainUntil: null` it stays until somebody deletes it. */
export type Description = Terms & Omit<Handling, 'retainUntil'> & { name?: string; retainUntil?: Date | null }

export interface DatasetRepository {
  /** @throws ConflictError when the id is taken. */
  create(dataset: Dataset): Promise<Dataset>
  /** Deleted ones too; their status says so. */
  get(id: string): Promise<Dataset | null>
  /** Newest first by id (UUIDv7), without deleted ones. */
  list(scope: Scope, cursor: string | null, limit: number): Promise<Page<Dataset>>
  /** Deleted ones that can be restored, those that go last first. */
  restorable(scope: Omit<Scope, 'datasetIds'>, limit: number): Promise<Dataset[]>
  /** Data sets of the same bytes that are or may become ready, newest first, at most 20. */
  sameBytes(scope: { workspaceId: string; userId?: string }, sha256: string): Promise<Dataset[]>
  /** Of all that a user owns and that is not deleted. */
  bytesOf(userId: string): Promise<number>
  /** Whether any lies in the workspace, also one that is deleted and not purged yet. */
  isAnyIn(workspaceId: string): Promise<boolean>
  /** Gives it to another owner or workspace, or both; `false` when both are not as they were. */
  transfer(id: string, from: DatasetPlace, to: DatasetPlace): Promise<boolean>
  /** `false` when there is no such data set, or it is deleted. */
  describe(id: string, changes: Description): Promise<boolean>
  /** Those whose retention is over by then, the longest overdue first, without deleted ones. */
  overdue(now: Date, limit: number): Promise<Dataset[]>
  /** Those whose files were last unpacked by then, and not removed since, those unpacked first, without deleted ones. */
  unpackedUntil(until: Date, limit: number): Promise<Dataset[]>
  /**
   * What was unpacked is gone from now on: `now`, or `before` where it was noted already. `false` where it is not due any
   * more, or the data set is not at rest.
   */
  noteUnpackedGone(id: string, until: Date, at: Date): Promise<'now' | 'before' | false>
  /** Takes that back, where nothing was removed yet. */
  keepUnpacked(id: string): Promise<void>
  /** All of it is removed. */
  noteUnpackedSwept(id: string): Promise<void>
  /** Moves a data set between states; `false` when it is in none of `from`. Repeating it changes nothing. */
  transition(id: string, from: readonly DatasetStatus[], to: DatasetStatus): Promise<boolean>
  /** uploading → inspecting, with what was uploaded; `false` when it is no longer uploading. */
  finishUpload(id: string, upload: Upload): Promise<boolean>
  /** As it was in a version; `null` when there is no such version. */
  atVersion(id: string, version: number): Promise<Dataset | null>
  /** All versions but the present one, newest first. */
  earlierVersions(id: string): Promise<DatasetVersion[]>
  /**
   * ready or invalid → inspecting as version `from + 1`; `false` when it is no longer at `from`. What version `from`
   * held is kept first.
   */
  addVersion(id: string, from: number, upload: Upload): Promise<boolean>
  /** A ready data set with rows mended becomes version `from + 1`, ready too, as {@link addVersion} does it. */
  mend(id: string, from: number, mended: Mended): Promise<boolean>
  /** inspecting → ready or invalid; `false` when it is no longer inspecting that version. */
  finishInspection(id: string, version: number, result: Inspection): Promise<boolean>
  /** Data sets that wait for inspection, in order of their ids (oldest first), at most `limit` behind the id `after`. */
  inspecting(limit: number, after: string | null): Promise<Dataset[]>
  /**
   * `from` → deleted, to be purged at a time; `false` when it is no longer in `from` or, with `dueBy`, its retention is
   * not over by then. Whoever calls it has made sure that nothing runs on it.
   */
  softDelete(id: string, from: DatasetStatus, at: Date, purgeAt: Date, dueBy?: Date): Promise<boolean>
  /** deleted → what it was before; `false` when it is not deleted, or is being purged. */
  restore(id: string): Promise<boolean>
  /** From here on nobody restores it; `false` when it is not deleted. Repeating it changes nothing. */
  beginPurge(id: string, now: Date): Promise<boolean>
  /** Notes on a deleted one that its key is about to be destroyed, once: the first note stays, and is given back. */
  noteShredding(id: string, shredding: Shredding): Promise<Shredding | null>
  /** All of it went: forgets its files and earlier versions. The record stays, without a name, and says so. */
  endPurge(id: string): Promise<void>
  /** Deleted ones whose time has come, soonest first. */
  toPurge(now: Date, limit: number): Promise<Dataset[]>
}

const INSPECTED: readonly DatasetStatus[] = ['ready', 'invalid']
const LIVE = DATASET_STATUSES.filter((status) => status !== 'deleted')

export function createDatasetRepository(connection: Connection, fields: FieldSealer = unsealed): DatasetRepository {
  const datasets = connection.model<DatasetDocument>('Dataset', datasetSchema)
  const versions = connection.model<DatasetVersionDocument>('DatasetVersion', datasetVersionSchema)

  const read = (document: DatasetDocument): Dataset => toDataset(document, fields)
  /** As it is kept: with sealed names. */
  const kept = <D extends { name?: string; files?: DatasetFile[] }>(id: string, document: D): D => ({
    ...document,
    ...(document.name && { name: fields.seal(datasetNamePlace(id), document.name) }),
    ...(document.files && { files: sealFiles(fields, id, document.files) }),
  })

  async function get(id: string): Promise<Dataset | null> {
    const document = await datasets.findOne({ _id: id }).lean<DatasetDocument>()
    return document && read(document)
  }

  /** Compares and sets: the filter is the id and what must still hold. */
  async function change(
    id: string,
    from: readonly DatasetStatus[],
    version: number | undefined,
    changed: Partial<DatasetDocument>,
    { also = {}, forgotten = [] }: { also?: object; forgotten?: readonly (keyof DatasetDocument)[] } = {},
  ): Promise<boolean> {
    const { matchedCount } = await datasets.updateOne(
      { _id: id, status: trusted({ $in: [...from] }), ...(version === undefined ? {} : { version }), ...also },
      {
        $set: {
          ...kept(id, changed),
          ...(changed.status === undefined ? {} : { isDeleted: changed.status === 'deleted' }),
          updatedAt: new Date(),
        },
        ...(forgotten.length > 0 && { $unset: Object.fromEntries(forgotten.map((field) => [field, 1])) }),
      },
    )
    return matchedCount === 1
  }

  /** Makes version `from + 1` of it, and keeps what version `from` held first: runs go on with it. */
  async function replace(
    id: string,
    statuses: readonly DatasetStatus[],
    from: number,
    next: Partial<DatasetDocument>,
  ): Promise<boolean> {
    const dataset = await get(id)
    if (dataset?.version !== from || !statuses.includes(dataset.status)) return false
    await insertMissing(versions, [{ ...kept(id, versionOf(dataset)), _id: `${id}.${from}` }])
    return change(id, statuses, from, { ...next, version: from + 1 })
  }

  /** By their ids alone, since the embedded server scans for these and a state together. */
  async function live(ids: readonly string[]): Promise<DatasetDocument[]> {
    const documents = await datasets.find({ _id: trusted({ $in: [...ids] }) }).lean<DatasetDocument[]>()
    return documents.filter(({ isDeleted }) => !isDeleted)
  }

  return atEdge({
    async create({ id, ...dataset }: Dataset) {
      const [document] = await datasets.create([
        { ...kept(id, dataset), _id: id, isDeleted: dataset.status === 'deleted' },
      ])
      return read(document.toObject())
    },

    get,

    async atVersion(id: string, version: number) {
      const dataset = await get(id)
      if (!dataset || dataset.version === version) return dataset
      const found = await versions.findOne({ _id: `${id}.${version}` }).lean<DatasetVersionDocument>()
      if (!found) return null
      const { datasetId: _, ...held } = toDatasetVersion(found, fields)
      const { mended: _later, ...lasting } = dataset
      return { ...lasting, ...held }
    },

    async earlierVersions(id: string) {
      const found = await versions.find({ datasetId: id }).sort({ version: -1 }).lean<DatasetVersionDocument[]>()
      return found.map((document) => toDatasetVersion(document, fields))
    },

    async list(
      { workspaceId, userId, workspaceIds = [], datasetIds = [] }: Scope,
      cursor: string | null,
      limit: number,
    ) {
      const newest = (filter: object) =>
        datasets
          .find({ ...filter, isDeleted: false })
          .sort({ _id: -1 })
          .limit(limit + 1)
          .lean<DatasetDocument[]>()
          .exec()
      const before = cursor === null ? {} : { _id: trusted({ $lt: cursor }) }
      const found = [newest({ workspaceId, ...(userId !== undefined && { userId }), ...before })]
      for (const other of workspaceIds) found.push(newest({ workspaceId: other, ...before }))
      const named = datasetIds.filter((id) => cursor === null || id < cursor)
      if (named.length > 0) found.push(live(named))
      return pageOf((await newestOf(found, limit)).map(read), limit)
    },

    async restorable({ workspaceId, userId, workspaceIds = [] }: Omit<Scope, 'datasetIds'>, limit: number) {
      const documents = await datasets
        .find({ 'deletion.purgeAt': trusted({ $gt: new Date(0) }) })
        .sort({ 'deletion.purgeAt': -1 })
        .lean<DatasetDocument[]>()
      const own = documents.filter(
        (one) =>
          (one.workspaceId === workspaceId && [undefined, one.userId].includes(userId)) ||
          workspaceIds.includes(one.workspaceId),
      )
      return own
        .filter(({ deletion }) => deletion?.isPurging === false)
        .slice(0, limit)
        .map(read)
    },

    async sameBytes({ workspaceId, userId }: { workspaceId: string; userId?: string }, sha256: string) {
      const documents = await datasets
        .find({ workspaceId, sha256, isDeleted: false })
        .sort({ _id: -1 })
        .limit(20)
        .lean<DatasetDocument[]>()
      const usable = documents.filter(({ status }) => status === 'ready' || status === 'inspecting')
      return usable.filter((one) => userId === undefined || one.userId === userId).map(read)
    },

    async bytesOf(userId: string) {
      const owned = await datasets.find({ userId, isDeleted: false }).select({ sizeBytes: 1 }).lean<DatasetDocument[]>()
      return owned.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    },

    async isAnyIn(workspaceId: string) {
      const [held, deleted] = await Promise.all([
        datasets.findOne({ workspaceId, isDeleted: false }).sort({ _id: -1 }).lean<DatasetDocument>(),
        datasets
          .find({ 'deletion.purgeAt': trusted({ $gt: new Date(0) }) })
          .sort({ 'deletion.purgeAt': -1 })
          .lean<DatasetDocument[]>(),
      ])
      return held !== null || deleted.some((one) => one.workspaceId === workspaceId)
    },

    async transfer(id: string, from: DatasetPlace, to: DatasetPlace) {
      const { matchedCount } = await datasets.updateOne(
        { _id: id, workspaceId: from.workspaceId, userId: from.userId },
        { $set: { workspaceId: to.workspaceId, userId: to.userId, updatedAt: new Date() } },
      )
      return matchedCount === 1
    },

    async describe(id: string, { retainUntil, ...changes }: Description) {
      const forgotten = retainUntil === null ? (['retainUntil'] as const) : []
      return change(id, LIVE, undefined, { ...changes, ...(retainUntil && { retainUntil }) }, { forgotten })
    },

    async overdue(now: Date, limit: number) {
      const documents = await datasets
        .find({
          isDeleted: false,
          retainUntil: trusted({ $lte: now }),
        })
        .sort({ retainUntil: 1 })
        .limit(limit)
        .lean<DatasetDocument[]>()
      return documents.map(read)
    },

    transition: (id: string, from: readonly DatasetStatus[], to: DatasetStatus) =>
      change(id, from, undefined, { status: to }),

    finishUpload: (id: string, upload: Upload) =>
      change(id, ['uploading'], undefined, { ...upload, status: 'inspecting' }),

    addVersion: (id: string, from: number, upload: Upload) =>
      replace(id, INSPECTED, from, { ...upload, status: 'inspecting' }),

    mend: (id: string, from: number, mended: Mended) => replace(id, ['ready'], from, mended),

    finishInspection(id: string, version: number, result: Inspection) {
      const isUnpacked = result.files.some(({ plain }) => plain !== undefined)
      const changed = { ...result, ...(isUnpacked && { unpackedAt: new Date() }) }
      return change(id, ['inspecting'], version, changed, { forgotten: ['unpackedGoneAt'] })
    },

    async unpackedUntil(until: Date, limit: number) {
      const documents = await datasets
        .find({ isDeleted: false, unpackedAt: trusted({ $lte: until }) })
        .sort({ unpackedAt: 1 })
        .limit(limit)
        .lean<DatasetDocument[]>()
      return documents.map(read)
    },

    async noteUnpackedGone(id: string, until: Date, at: Date) {
      const isDue = { status: trusted({ $in: [...INSPECTED] }), unpackedAt: trusted({ $lte: until }) }
      const noted = await datasets.updateOne(
        { _id: id, ...isDue, unpackedGoneAt: trusted({ $exists: false }) },
        { $set: { unpackedGoneAt: at } },
      )
      if (noted.matchedCount === 1) return 'now'
      const found = await datasets.findById(id).lean<DatasetDocument>()
      if (!found?.unpackedAt || found.unpackedAt > until || !INSPECTED.includes(found.status)) return false
      return found.unpackedGoneAt ? 'before' : false
    },

    async keepUnpacked(id: string) {
      await datasets.updateOne({ _id: id }, { $unset: { unpackedGoneAt: 1 } })
    },

    async noteUnpackedSwept(id: string) {
      await datasets.updateOne({ _id: id, unpackedGoneAt: trusted({ $exists: true }) }, { $unset: { unpackedAt: 1 } })
    },

    async inspecting(limit: number, after: string | null) {
      const documents = await datasets
        .find({ status: 'inspecting', ...(after === null ? {} : { _id: trusted({ $gt: after }) }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<DatasetDocument[]>()
      return documents.map(read)
    },

    softDelete: (id: string, from: DatasetStatus, at: Date, purgeAt: Date, dueBy?: Date) =>
      change(
        id,
        [from],
        undefined,
        { status: 'deleted', deletion: { at, from, purgeAt, isPurging: false } },
        dueBy && { also: { retainUntil: trusted({ $lte: dueBy }) } },
      ),

    async restore(id: string) {
      const dataset = await get(id)
      if (dataset?.status !== 'deleted' || !dataset.deletion || dataset.deletion.isPurging) return false
      const { from } = dataset.deletion
      const { matchedCount } = await datasets.updateOne(
        { _id: id, status: 'deleted', 'deletion.isPurging': false },
        { $set: { status: from, isDeleted: false, updatedAt: new Date() }, $unset: { deletion: 1 } },
      )
      return matchedCount === 1
    },

    async beginPurge(id: string, now: Date) {
      const { matchedCount } = await datasets.updateOne(
        { _id: id, status: 'deleted' },
        { $set: { 'deletion.isPurging': true, 'deletion.purgeAt': now } },
      )
      return matchedCount === 1
    },

    async noteShredding(id: string, shredding: Shredding) {
      await datasets.updateOne(
        { _id: id, status: 'deleted', 'deletion.shredded': trusted({ $exists: false }) },
        { $set: { 'deletion.shredded': shredding } },
      )
      return (await get(id))?.deletion?.shredded ?? null
    },

    async endPurge(id: string) {
      await versions.deleteMany({ datasetId: id })
      await datasets.updateOne(
        { _id: id, status: 'deleted', 'deletion.isPurging': true },
        { $set: { name: '', files: [], problems: [], 'deletion.purgeAt': null } },
      )
    },

    async toPurge(now: Date, limit: number) {
      const documents = await datasets
        .find({ 'deletion.purgeAt': trusted({ $lte: now }) })
        .sort({ 'deletion.purgeAt': 1 })
        .limit(limit)
        .lean<DatasetDocument[]>()
      return documents.map(read)
    },
  })
}
