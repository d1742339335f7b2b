import { executionStoreConformance, flowQueueConformance, shardStoreConformance } from '../conformance/index.ts'
import { MemoryExecutions, MemoryFlows, MemoryShards } from './index.ts'

executionStoreConformance('memory', async () => ({ store: new MemoryExecutions() }))
shardStoreConformance('memory', async () => ({ store: new MemoryShards() }))
flowQueueConformance('memory', async () => {
  const flows = new MemoryFlows()
  return {
    flows,
    work: (handlers) => flows.drain(handlers, new AbortController().signal, 2),
    wipe: async () => flows.wipe(),
  }
})
