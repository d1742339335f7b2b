export { executionStoreConformance } from './executions.ts'
export { shardStoreConformance } from './shards.ts'
export { flowQueueConformance, type FlowHarness } from './flows.ts'
export { newExecution, shardResult } from './fixtures.ts'
