import { describe, expect, it, jest } from '@jest/globals'
import { executionStoreConformance, shardStoreConformance } from '@techdeck/pipeline/conformance'
import type { DatasetStore, ExecutionStore, KeyStore, LeaseStore, ResultStore, ShardStore } from '@techdeck/pipeline'
import type { Store } from './store.ts'
import { openTestStore } from './testing/test-store.ts'

// Six hundred transitions of one execution take the embedded server several seconds.
jest.setTimeout(60_000)

interface Ports {
  executions: ExecutionStore
  shards: ShardStore
  results: ResultStore
  datasets: DatasetStore
  keys: KeyStore
  leases: LeaseStore
}

executionStoreConformance('MongoDB', async () => {
  const { executions, drop } = await openTestStore('executions_conformance')
  return { store: executions, close: drop }
})

shardStoreConformance('MongoDB', async () => {
  const { shards, drop } = await openTestStore('shards_conformance')
  return { store: shards, close: drop }
})

describe('the store', () => {
  it('fits the ports of the pipeline, which the type check shows', () => {
    const fit = (store: Store) => store satisfies Ports
    expect(fit).toBeInstanceOf(Function)
  })
})
