import {
  emptyRecords,
  pendingStage,
  STAGES,
  type AuditRecord,
  type Execution,
  type Invitation,
  type Session,
  type ShardResult,
  type User,
} from '@techdeck/contracts'
import { newId } from '@techdeck/core'

export {
  newBias,
  newDataKey,
  newDataset,
  newFile,
  newStageExecution,
  newValidation,
} from '@techdeck/pipeline/conformance'

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
