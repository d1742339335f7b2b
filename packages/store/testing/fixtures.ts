import {
  emptyRecords,
  pendingStage,
  STAGES,
  type AuditRecord,
  type BiasDetectionResult,
  type Dataset,
  type Execution,
  type Invitation,
  type Session,
  type ShardResult,
  type StageExecution,
  type User,
  type ValidationResult,
  type WrappedDataKey,
} from '@techdeck/contracts'
import { newId } from '@techdeck/core'

const AT = new Date('2026-03-01T10:00:00.000Z')

export const newUser = (overrides: Partial<User> = {}): User => ({
  id: newId(),
  workspaceId: 'w1',
  email: `${newId()}@example.org`,
  passwordHash: '$argon2id$hash',
  role: 'user',
  isActive: true,
  createdAt: AT,
  lastLogin: null,
  resetRequestedAt: null,
  ...overrides,
})

export const newSession = (overrides: Partial<Session> = {}): Session => ({
  id: newId(),
  userId: newId(),
  workspaceId: 'w1',
  client: 'cli',
  ipAddress: null,
  userAgent: null,
  createdAt: AT,
  lastActiveAt: AT,
  idleMs: 1_800_000,
  expiresAt: new Date('2026-03-31T10:00:00.000Z'),
  ...overrides,
})

export const newInvitation = (overrides: Partial<Invitation> = {}): Invitation => ({
  id: newId(),
  workspaceId: 'w1',
  userId: newId(),
  purpose: 'invite',
  createdBy: null,
  createdAt: AT,
  expiresAt: new Date('2026-03-04T10:00:00.000Z'),
  ...overrides,
})

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

const chain = () => Object.fromEntries(STAGES.map((stage) => [stage, pendingStage()]))

export function newExecution(overrides: Partial<Execution> = {}): Execution {
  const datasetIds = overrides.datasetIds ?? [newId()]
  return {
    id: newId(),
    workspaceId: 'w1',
    userId: 'u1',
    datasetIds,
    datasets: datasetIds.map((datasetId) => ({ datasetId, version: 1, sha256: 'a'.repeat(64), weight: 10 })),
    status: 'running',
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
    createdAt: AT,
    startedAt: null,
    completedAt: null,
    error: null,
    metrics: {},
    ...overrides,
  }
}

export const newShardResult = (artifact: string): ShardResult => ({
  artifact,
  hash: 'b'.repeat(64),
  sizeBytes: 10,
  records: { ...emptyRecords(), in: 2, out: 1, rejected: 1 },
  losses: [{ kind: 'rejected', reason: 'no_turns', count: 1 }],
  summary: { turns: { 'per.conversation': [1, 2] }, none: {} },
  durationMs: 1,
})

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
  id: newId(),
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
  id: newId(),
  stageId,
  workspaceId: 'w1',
  biasScore: 0.1,
  demographicAnalysis: { groups: {} },
  fairnessMetrics: { gap: 0.02 },
  recommendations: [],
  detectedAt: AT,
})

export const newAudit = (overrides: Partial<AuditRecord> = {}): AuditRecord => ({
  id: newId(),
  workspaceId: 'w1',
  userId: 'u1',
  executionId: null,
  operation: 'dataset.read',
  dataType: 'dataset',
  dataId: 'd1',
  details: { count: 1 },
  ipAddress: '127.0.0.1',
  timestamp: AT,
  ...overrides,
})

export const newDataKey = (overrides: Partial<WrappedDataKey> = {}): WrappedDataKey => ({
  id: newId(),
  datasetId: newId(),
  kekId: 'kek-1',
  wrapped: new Uint8Array([0, 1, 2, 255]),
  createdAt: AT,
  ...overrides,
})
