import { jest } from '@jest/globals'
import type { AuditStorage } from '@techdeck/audit'
import { auditStorageConformance } from '@techdeck/audit/conformance'
import {
  datasetStoreConformance,
  executionStoreConformance,
  keyStoreConformance,
  leaseStoreConformance,
  resultStoreConformance,
  shardStoreConformance,
} from '@techdeck/pipeline/conformance'
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
  audit: AuditStorage
}

/** A part of a store on a database of its own. */
async function partOf<Part>(
  name: string,
  part: (store: Store) => Part,
): Promise<{ store: Part; close(): Promise<void> }> {
  const opened = await openTestStore(`${name}_conformance`)
  return { store: part(opened), close: () => opened.drop() }
}

executionStoreConformance('MongoDB', () => partOf('executions', ({ executions }) => executions))
shardStoreConformance('MongoDB', () => partOf('shards', ({ shards }) => shards))
datasetStoreConformance('MongoDB', () => partOf('datasets', ({ datasets }) => datasets))
keyStoreConformance('MongoDB', () => partOf('keys', ({ keys }) => keys))
leaseStoreConformance('MongoDB', () => partOf('leases', ({ leases }) => leases))

resultStoreConformance('MongoDB', async () => {
  const opened = await partOf('results', ({ results }) => results)
  const { store } = opened
  return { ...opened, validation: (stageId) => store.validation(stageId), bias: (stageId) => store.bias(stageId) }
})

auditStorageConformance('MongoDB', async () => {
  const opened = await partOf('audit', ({ audit }) => audit)
  return { storage: opened.store, close: () => opened.close() }
})
