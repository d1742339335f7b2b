import {
  STAGES,
  emptyRecords,
  pendingStage,
  type BiasDetectionResult,
  type Dataset,
  type Execution,
  type ShardResult,
  type StageExecution,
  type Tracker,
  type ValidationResult,
  type WrappedDataKey,
} from '@techdeck/contracts'
import { delay, newId } from '@techdeck/core'

const AT = new Date('2026-03-01T10:00:00.000Z')

const chain = () => Object.fromEntries(STAGES.map((stage) => [stage, pendingStage()]))

/** A new execution, of one data set where none are named, all stages pending. */
export function newExecution(overrides: Partial<Execution> = {}): Execution {
  const { datasetIds = [newId()] } = overrides
  return {
    id: newId(),
    workspaceId: newId(),
    userId: newId(),
    datasetIds,
    datasets: datasetIds.map((datasetId) => ({ datasetId, version: 1, sha256: 'a'.repeat(64), weight: 10 })),
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
    stages: Object.fromEntries(datasetIds.map((datasetId) => [datasetId, chain()])),
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

/** A data set that is being uploaded. */
export const newDataset = (overrides: Partial<Dataset> = {}): Dataset => ({
  id: newId(),
  workspaceId: 'w1',
  userId: 'u1',
  name: 'Sessions',
  version: 1,
  status: 'uploading',
  format: null,
  encoding: null,
  conversationCount: null,
  turnCount: null,
  sizeBytes: 0,
  sha256: null,
  files: [],
  problems: [],
  dataKeyId: newId(),
  createdAt: AT,
  updatedAt: AT,
  ...overrides,
})

export const newFile = (ordinal = 0): Dataset['files'][number] => ({
  ordinal,
  name: 'sessions.jsonl',
  sizeBytes: 1024,
  sha256: 'a'.repeat(64),
  artifact: `datasets/x/files/${ordinal}`,
})

/** What a completed stage did. */
export function newStageExecution(overrides: Partial<StageExecution> = {}): StageExecution {
  const { pipelineId = newId(), datasetId = newId(), stageName = 'validation' } = overrides
  return {
    id: `${pipelineId}.${datasetId}.${stageName}`,
    pipelineId,
    workspaceId: 'w1',
    datasetId,
    stageName,
    status: 'completed',
    startedAt: AT,
    completedAt: AT,
    reuseKey: 'c'.repeat(64),
    inputData: { manifest: 'd'.repeat(64) },
    outputData: {
      output: { plan: 'e.d.s.run.p', shards: 3, manifestHash: 'f'.repeat(64) },
      records: emptyRecords(),
      losses: [],
      summary: { 'odd.key': 1 },
      report: {},
      files: [],
    },
    metrics: {},
    ...overrides,
  }
}

export const newValidation = (stageId: string): ValidationResult => ({
  id: stageId,
  stageId,
  workspaceId: 'w1',
  overallScore: 0.9,
  dsm5Accuracy: 0.8,
  therapeuticAppropriateness: 0.7,
  privacyCompliance: 1,
  biasDetection: { groups: 3 },
  recommendations: ['Look at the withheld rows.'],
})

export const newBias = (stageId: string): BiasDetectionResult => ({
  id: stageId,
  stageId,
  workspaceId: 'w1',
  biasScore: 0.1,
  demographicAnalysis: { groups: {} },
  fairnessMetrics: { gap: 0.02 },
  recommendations: [],
  detectedAt: AT,
})

export const newDataKey = (overrides: Partial<WrappedDataKey> = {}): WrappedDataKey => ({
  id: newId(),
  datasetId: newId(),
  kekId: 'kek-1',
  wrapped: new Uint8Array([0, 1, 2, 255]),
  createdAt: AT,
  ...overrides,
})

/** A tracker of a running execution. */
export const trackerOf = (executionId: string, changes: Partial<Tracker> = {}): Tracker => ({
  execution_id: executionId,
  type: 'pipeline_execution',
  status: 'running',
  progress: 0,
  current_stage: 'ingestion',
  total_stages: 6,
  completed_stages: [],
  stage_progress: {},
  dataset_ids: ['d'],
  start_time: null,
  estimated_completion: null,
  last_updated: '2026-01-01T00:00:00.000Z',
  records: { known: 0, done: 0, quarantined: 0 },
  subscribers: 0,
  cursor: '1:1',
  ...changes,
})

/** Waits until something is so, at most ten seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('It did not come to be.')
    await delay(5)
  }
}
