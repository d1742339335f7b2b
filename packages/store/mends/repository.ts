import type { Mend } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { mendSchema, toMend, type MendDocument } from './schema.ts'

/** Rows that people mended, until they are released and after. */
export interface MendRepository {
  /** Keeps a mend in place of an earlier one of the same row; `false` when that one is released already. */
  save(mend: Mend): Promise<boolean>
  get(id: string): Promise<Mend | null>
  /** Those of a data set, in order of their ids, at most `limit` behind the id `after`. */
  ofDataset(datasetId: string, limit: number, after: string | null): Promise<Mend[]>
  /** Forgets those of a data set. */
  removeOf(datasetId: string): Promise<void>
  /** fixed → released. Repeating it changes nothing. */
  release(ids: readonly string[], by: { version: number; releasedBy: string; releasedAt: Date }): Promise<void>
}

export function createMendRepository(connection: Connection): MendRepository {
  const mends = connection.model<MendDocument>('Mend', mendSchema)

  return atEdge({
    async save({ id, ...mend }: Mend) {
      const { matchedCount } = await mends.updateOne({ _id: id, status: 'fixed' }, { $set: mend })
      if (matchedCount === 1) return true
      const { upsertedCount } = await mends.updateOne({ _id: id }, { $setOnInsert: mend }, { upsert: true })
      return upsertedCount === 1
    },

    async get(id: string) {
      const document = await mends.findOne({ _id: id }).lean<MendDocument>()
      return document && toMend(document)
    },

    async ofDataset(datasetId: string, limit: number, after: string | null) {
      const documents = await mends
        .find({ datasetId, ...(after === null ? {} : { _id: trusted({ $gt: after }) }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<MendDocument[]>()
      return documents.map(toMend)
    },

    async removeOf(datasetId: string) {
      await mends.deleteMany({ datasetId })
    },

    async release(ids: readonly string[], by: { version: number; releasedBy: string; releasedAt: Date }) {
      const changes = ids.map((id) => ({
        updateOne: {
          filter: { _id: id, status: 'fixed' as const },
          update: { $set: { ...by, status: 'released' as const } },
        },
      }))
      if (changes.length > 0) await mends.bulkWrite(changes, { ordered: false })
    },
  })
}
