import { STAGES, emptyRecords, pendingStage, type Execution, type ShardResult } from '@techdeck/contracts'
import { newId } from '@techdeck/core'

/** A new execution of one data set, all stages pending. */
export function newExecution(overrides: Partial<Execution> = {}): Execution {
  const datasetId = newId()
  return {
    id: newId(),
    workspaceId: newId(),
    userId: newId(),
    datasetIds: [datasetId],
    datasets: [{ datasetId, version: 1, sha256: 'a'.repeat(64), weight: 10 }],
    status: 'queued',
    executionMode: 'standard',
    qualityThreshold: 0.7,
    enableBiasDetection: true,
    exportFormats: ['jsonl'],
    options: {},
    stagesPlanned: [...STAGES],
    round: 1,
    epoch: 1,
    seq: 0,
    events: [],
    stages: { [datasetId]: Object.fromEntries(STAGES.map((stage) => [stage, pendingStage()])) },
    createdAt: new Date(),
    startedAt: null,
    completedAt: null,
    error: null,
    metrics: {},
    ...overrides,
  }
}

export const shardResult = (artifact: string): ShardResult => ({
  artifact,
  hash: 'b'.repeat(64),
  sizeBytes: 10,
  records: { ...emptyRecords(), in: 2, out: 1, rejected: 1 },
  losses: [{ kind: 'rejected', reason: 'no_turns', count: 1 }],
  summary: { n: 1 },
  durationMs: 1,
})
