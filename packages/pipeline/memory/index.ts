export { MemoryExecutions } from './executions.ts'
export { MemoryShards } from './shards.ts'
export { MemoryFlows } from './flows.ts'
export { MemoryDatasets, MemoryEvents, MemoryKeys, MemoryLeases, MemoryProgress, MemoryResults } from './stores.ts'
