import { MemoryExecutions } from './executions.ts'
import { MemoryFlows } from './flows.ts'
import { MemoryShards } from './shards.ts'
import { MemoryDatasets, MemoryEvents, MemoryKeys, MemoryLeases, MemoryProgress, MemoryResults } from './stores.ts'

export { MemoryArtifacts } from './artifacts.ts'
export {
  MemoryDatasets,
  MemoryEvents,
  MemoryExecutions,
  MemoryFlows,
  MemoryKeys,
  MemoryLeases,
  MemoryProgress,
  MemoryResults,
  MemoryShards,
}

export type MemoryPorts = ReturnType<typeof memoryPorts>

/** All records and all motion in memory, empty; artifacts and keys are the caller's. */
export const memoryPorts = () => ({
  executions: new MemoryExecutions(),
  shards: new MemoryShards(),
  results: new MemoryResults(),
  datasets: new MemoryDatasets(),
  keys: new MemoryKeys(),
  leases: new MemoryLeases(),
  events: new MemoryEvents(),
  progress: new MemoryProgress(),
  flows: new MemoryFlows(),
})
