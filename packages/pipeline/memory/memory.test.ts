import {
  artifactStoreConformance,
  datasetStoreConformance,
  eventBusConformance,
  executionStoreConformance,
  flowQueueConformance,
  keyStoreConformance,
  leaseStoreConformance,
  progressBoardConformance,
  resultStoreConformance,
  shardStoreConformance,
} from '../conformance/index.ts'
import {
  MemoryArtifacts,
  MemoryDatasets,
  MemoryEvents,
  MemoryExecutions,
  MemoryFlows,
  MemoryKeys,
  MemoryLeases,
  MemoryProgress,
  MemoryResults,
  MemoryShards,
} from './index.ts'

executionStoreConformance('memory', async () => ({ store: new MemoryExecutions() }))
shardStoreConformance('memory', async () => ({ store: new MemoryShards() }))
datasetStoreConformance('memory', async () => ({ store: new MemoryDatasets() }))
keyStoreConformance('memory', async () => ({ store: new MemoryKeys() }))
leaseStoreConformance('memory', async () => ({ store: new MemoryLeases() }))
artifactStoreConformance('memory', async () => ({ store: new MemoryArtifacts() }))

resultStoreConformance('memory', async () => {
  const store = new MemoryResults()
  return { store, validation: (stageId) => store.validation(stageId), bias: (stageId) => store.bias(stageId) }
})

eventBusConformance('memory', async () => {
  const bus = new MemoryEvents()
  return {
    bus,
    async watch(executionId, hear) {
      bus.onEvent.add((id, { event, stage, datasetId, data }, cursor) => {
        if (id === executionId) hear({ cursor, event, stage, datasetId, data })
      })
    },
    async watchDataset(datasetId, hear) {
      bus.onDataset.add((id) => {
        if (id === datasetId) hear()
      })
    },
    async watchCancels(hear) {
      bus.onCancel.add(hear)
    },
  }
})

progressBoardConformance('memory', async () => {
  const board = new MemoryProgress()
  return {
    board,
    async watch(executionId, hear) {
      board.onTracker.add((tracker) => {
        if (tracker.execution_id === executionId) hear(tracker)
      })
    },
  }
})

flowQueueConformance('memory', async () => {
  const flows = new MemoryFlows()
  return {
    flows,
    work: (handlers) => flows.drain(handlers, new AbortController().signal, 2),
    wipe: async () => flows.wipe(),
  }
})
