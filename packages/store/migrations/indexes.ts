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

const toSpecification = ([key, { background: _, ...options }]: [IndexDefinition, IndexOptions]) =>
  ({ ...options, key }) as mongo.IndexDescription
