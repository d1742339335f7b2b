import { jest } from '@jest/globals'
import { executionStoreConformance, shardStoreConformance } from '@techdeck/pipeline/conformance'
import type { DatasetStore, ExecutionStore, KeyStore, LeaseStore, ResultStore, ShardStore } from '@techdeck/pipeline'
import type { Store } from './store.ts'
import { openTestStore } from './testing/test-store.ts'

// Six hundred transitions of one execution take the embedded server several seconds.
jest.setTimeout(120_000)

/** That the store fits the ports is shown by the type check. */
export const fitsThePorts = (store: Store): Ports => store satisfies Ports

interface Ports {
  executions: ExecutionStore
  shards: ShardStore
  results: ResultStore
  datasets: DatasetStore
  keys: KeyStore
  leases: LeaseStore
}

executionStoreConformance('MongoDB', async () => {
  const opened = await openTestStore('executions_conformance')
  return { store: opened.executions, close: () => opened.drop() }
})

shardStoreConformance('MongoDB', async () => {
  const opened = await openTestStore('shards_conformance')
  return { store: opened.shards, close: () => opened.drop() }
})
