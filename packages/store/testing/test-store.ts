import { afterAll, beforeAll } from '@jest/globals'
import type { Connection } from 'mongoose'
import { openConnection } from '../connection.ts'
import { indexMigration } from '../migrations/indexes.ts'
import { createStore, type Store } from '../store.ts'

export const testUri = process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017'

export interface TestStore extends Store {
  connection: Connection
}

/** Puts documents into the database before it is migrated, which is quicker than after. */
type Seed = (connection: Connection) => Promise<void>

/** A store on a database of its own, migrated, which the caller has to `drop`. */
export async function openTestStore(name: string, seed?: Seed): Promise<TestStore & { drop(): Promise<void> }> {
  const dbName = `test_${name}_${process.pid}_${Date.now().toString(36)}`
  const connection = await openConnection({ uri: testUri, dbName, minPoolSize: 1, monitorCommands: true })
  const store = createStore(connection)
  await seed?.(connection)
  await store.migrations.run([indexMigration(connection)])
  const drop = async () => {
    await connection.db!.dropDatabase()
    await store.close()
  }
  return { ...store, connection, drop }
}

/** Gives a test file its own store, and drops its database at the end. */
export function useTestStore(name: string, seed?: Seed): () => TestStore {
  let opened: Awaited<ReturnType<typeof openTestStore>> | undefined
  beforeAll(async () => {
    opened = await openTestStore(name, seed)
  }, 60_000)
  afterAll(() => opened?.drop(), 30_000)
  return () => opened!
}
