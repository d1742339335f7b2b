import type { Connection } from 'mongoose'
import type { WrappedDataKey } from '@techdeck/contracts'
import { atEdge } from '../errors.ts'
import { dataKeySchema, toDataKey, type DataKeyDocument } from './schema.ts'

export interface DataKeyRepository {
  /** @throws ConflictError when the id is taken: a data key is never replaced by another. */
  create(key: WrappedDataKey): Promise<void>
  get(id: string): Promise<WrappedDataKey | null>
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

    async destroy(datasetId: string) {
      await keys.deleteMany({ datasetId })
    },
  })
}
