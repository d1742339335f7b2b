import type { Connection, IndexDefinition, IndexOptions, mongo } from 'mongoose'
import { hashOf } from '@techdeck/core'
import type { Migration } from './repository.ts'

/**
 * Builds every index that the connection's schemas declare. Its id is a hash of all of them, so a release that declares
 * others runs it once more. Nothing is dropped: processes of the release before may still use what is there.
 */
export function indexMigration(connection: Connection): Migration {
  const declared = Object.values(connection.models)
    .map(({ collection, schema }) => ({ collection: collection.name, indexes: schema.indexes() }))
    .toSorted((a, b) => (a.collection < b.collection ? -1 : 1))
  return {
    id: `indexes.${hashOf(declared).slice(0, 16)}`,
    async up() {
      for (const { collection, indexes } of declared)
        if (indexes.length > 0) await connection.collection(collection).createIndexes(indexes.map(toSpecification))
    },
  }
}

/** As the driver takes it. */
const toSpecification = ([key, options]: [IndexDefinition, IndexOptions]): mongo.IndexDescription => ({
  key: Object.fromEntries(Object.entries(key).map(([field, direction]) => [field, direction === -1 ? -1 : 1])),
  ...(options.unique ? { unique: true } : {}),
  ...(options.sparse ? { sparse: true } : {}),
  ...(options.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: options.expireAfterSeconds }),
})
