import { trusted, type Connection } from 'mongoose'
import type { ResumableUpload, UploadPart } from '@techdeck/contracts'
import { atEdge } from '../errors.ts'
import { resumableUploadSchema, toResumableUpload, type ResumableUploadDocument } from './schema.ts'

export interface ResumableUploadRepository {
  /** @throws ConflictError when the id is taken. */
  create(upload: ResumableUpload): Promise<void>
  get(id: string): Promise<ResumableUpload | null>
  /** The upload of a whole file that is to become a data set and has not yet, the newest of several. */
  openFor(datasetId: string): Promise<ResumableUpload | null>
  /** A user's that are open: how many, and what they will have taken in the end. */
  openOf(userId: string): Promise<{ count: number; sizeBytes: number }>
  /**
   * Adds parts behind the byte `offset`; `false` when the upload does not stand there (any more) or is not open. Offsets
   * only grow, so of any number of writers that began at the same byte one wins, whatever they think they have locked.
   */
  append(id: string, offset: number, parts: readonly UploadPart[], expiresAt: Date): Promise<boolean>
  /** open → finished, with the data set that came of it. */
  finish(id: string, datasetId: string, isKnown: boolean): Promise<boolean>
  remove(id: string): Promise<void>
  /** Open ones that would expire by then, soonest first. */
  openUntil(time: Date, limit: number): Promise<ResumableUpload[]>
  /** Those whose time is over, oldest first. */
  expired(now: Date, limit: number): Promise<ResumableUpload[]>
}

export function createResumableUploadRepository(connection: Connection): ResumableUploadRepository {
  const uploads = connection.model<ResumableUploadDocument>('ResumableUpload', resumableUploadSchema)

  return atEdge({
    async create({ id, ...upload }: ResumableUpload) {
      await uploads.create([{ ...upload, _id: id }])
    },

    async get(id: string) {
      const document = await uploads.findOne({ _id: id }).lean<ResumableUploadDocument>()
      return document && toResumableUpload(document)
    },

    async openFor(datasetId: string) {
      const documents = await uploads.find({ datasetId }).lean<ResumableUploadDocument[]>()
      const open = documents.filter(({ status, kind }) => status === 'open' && kind !== 'partial')
      const newest = open.toSorted((a, b) => (a._id < b._id ? 1 : -1))[0]
      return newest ? toResumableUpload(newest) : null
    },

    async openOf(userId: string) {
      const documents = await uploads
        .find({ userId, status: 'open' })
        .select({ kind: 1, sizeBytes: 1 })
        .lean<ResumableUploadDocument[]>()
      // What a final one joins is there already.
      const counted = documents.filter(({ kind }) => kind !== 'final')
      return { count: counted.length, sizeBytes: counted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }
    },

    async append(id: string, offset: number, parts: readonly UploadPart[], expiresAt: Date) {
      const bytes = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      const { matchedCount } = await uploads.updateOne(
        { _id: id, offset, status: 'open' },
        { $set: { offset: offset + bytes, expiresAt }, $push: { parts: { $each: [...parts] } } },
      )
      return matchedCount === 1
    },

    async finish(id: string, datasetId: string, isKnown: boolean) {
      const { matchedCount } = await uploads.updateOne(
        { _id: id, status: 'open' },
        { $set: { status: 'finished', datasetId, isKnown, parts: [] } },
      )
      return matchedCount === 1
    },

    async remove(id: string) {
      await uploads.deleteOne({ _id: id })
    },

    async openUntil(time: Date, limit: number) {
      const documents = await uploads
        .find({ status: 'open', expiresAt: trusted({ $lte: time }) })
        .sort({ expiresAt: 1 })
        .limit(limit)
        .lean<ResumableUploadDocument[]>()
      return documents.map(toResumableUpload)
    },

    async expired(now: Date, limit: number) {
      const documents = await uploads
        .find({ expiresAt: trusted({ $lte: now }) })
        .sort({ expiresAt: 1 })
        .limit(limit)
        .lean<ResumableUploadDocument[]>()
      return documents.map(toResumableUpload)
    },
  })
}
