import { trusted, type Connection } from 'mongoose'
import type { WrappedDataKey } from '@techdeck/contracts'
import { atEdge } from '../errors.ts'
import { dataKeySchema, toDataKey, type DataKeyDocument } from './schema.ts'

export interface DataKeyRepository {
  /** @throws ConflictError when the id is taken: a data key is never replaced by another. */
  create(key: WrappedDataKey): Promise<void>
  get(id: string): Promise<WrappedDataKey | null>
  /** Those that a version of the key-encryption key wraps, in order of their ids, at most `limit` behind the id `after`. */
  wrappedBy(kekId: string, after: string, limit: number): Promise<WrappedDataKey[]>
  /** How many a version of the key-encryption key wraps. */
  count(kekId: string): Promise<number>
  /** The same key, wrapped anew; `false` when it is no longer as it was read. */
  rewrap(before: WrappedDataKey, after: Pick<WrappedDataKey, 'kekId' | 'wrapped'>): Promise<boolean>
  /** Erases a data set everywhere, backups of artifacts too. Destroying what is not there is no error. */
  destroy(datasetId: string): Promise<void>
}

export function createDataKeyRepository(connection: Connection): DataKeyRepository {
  const keys = connection.model<DataKeyDocument>('DataKey', dataKeySchema)

  return atEdge({
    async create({ id, ...key }: WrappedDataKey) {
      await keys.create([{ ...key, _id: id, wrapped: Buffer.from(key.wrapped) }])
    },

    async get(id: string) {
      const document = await keys.findOne({ _id: id }).lean<DataKeyDocument>()
      return document && toDataKey(document)
    },

    async wrappedBy(kekId: string, after: string, limit: number) {
      const documents = await keys
        .find({ kekId, _id: trusted({ $gt: after }) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<DataKeyDocument[]>()
      return documents.map(toDataKey)
    },

    count: (kekId: string) => keys.countDocuments({ kekId }),

    async rewrap({ id, kekId }: WrappedDataKey, after: Pick<WrappedDataKey, 'kekId' | 'wrapped'>) {
      const { matchedCount } = await keys.updateOne(
        { _id: id, kekId },
        { $set: { kekId: after.kekId, wrapped: Buffer.from(after.wrapped) } },
      )
      return matchedCount === 1
    },

    async destroy(datasetId: string) {
      await keys.deleteMany({ datasetId })
    },
  })
}
