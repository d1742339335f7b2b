import {
  type Execution,
  type Invitation,
  type ResumableUpload,
  type LeakReview,
  type Mend,
  type Release,
  reviewOrder,
  type Review,
  type Session,
  type SiteListRecord,
  type ShardResult,
  type User,
  type KeyRotation,
} from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { newExecution as anyExecution, shardResult } from '@techdeck/pipeline/conformance'

export {
  newBias,
  newDataKey,
  newDataset,
  newFile,
  newStageExecution,
  newValidation,
} from '@techdeck/pipeline/conformance'

const AT = new Date('2026-03-01T10:00:00.000Z')

export const newKeyRotation = (overrides: Partial<KeyRotation> = {}): KeyRotation => ({
  id: newId(),
  workspaceId: 'w1',
  kekId: 'k2',
  status: 'running',
  total: 250,
  done: 0,
  failed: 0,
  cursor: '',
  startedBy: 'u1',
  startedAt: AT,
  finishedAt: null,
  ...overrides,
})

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

/** One under way. */
export const newExecution = (overrides: Partial<Execution> = {}): Execution =>
  anyExecution({ workspaceId: 'w1', userId: 'u1', status: 'running', createdAt: AT, ...overrides })

/** With a summary whose members look like paths, and an empty one. */
export const newShardResult = (artifact: string): ShardResult => ({
  ...shardResult(artifact),
  summary: { turns: { 'per.conversation': [1, 2] }, none: {} },
})

export const newResumable = (overrides: Partial<ResumableUpload> = {}): ResumableUpload => ({
  id: newId(),
  workspaceId: 'w1',
  userId: newId(),
  kind: 'whole',
  datasetId: newId(),
  sizeBytes: 100,
  offset: 0,
  parts: [],
  sources: [],
  status: 'open',
  isKnown: false,
  dataKeyId: newId(),
  createdAt: AT,
  expiresAt: new Date('2026-03-02T10:00:00.000Z'),
  ...overrides,
})
export function newMend(overrides: Partial<Mend> = {}): Mend {
  const { datasetId = newId(), row = '0.8' } = overrides
  return {
    id: `${datasetId}.${row}`,
    datasetId,
    workspaceId: 'w1',
    row,
    position: { file: 0, byteOffset: 8, line: 2, row: 2 },
    fileSha256: 'f'.repeat(64),
    reason: 'invalid_json',
    artifact: `${datasetId}/mends/${row}`,
    status: 'fixed',
    fixedBy: 'u1',
    fixedAt: AT,
    releasedBy: null,
    releasedAt: null,
    version: null,
    ...overrides,
  }
}
export function newSiteList(overrides: Partial<SiteListRecord> = {}): SiteListRecord {
  const { workspaceId = 'w1', name = 'staff', version = 1 } = overrides
  const id = [workspaceId, name, version].join('.')
  return {
    id,
    workspaceId,
    name,
    version,
    sha256: 'a'.repeat(64),
    counts: { hide: 1, keep: 0, canaries: 0 },
    artifact: `site-lists/${id}`,
    dataKeyId: newId(),
    createdBy: 'u1',
    createdAt: AT,
    ...overrides,
  }
}

export const newLeakReview = (overrides: Partial<LeakReview> = {}): LeakReview => ({
  id: newId(),
  workspaceId: 'w1',
  userId: 'u1',
  seed: 'seed',
  datasetIds: ['d1'],
  population: 2,
  sample: ['c1', 'c2'].map((conversation) => ({ datasetId: 'd1', conversation })),
  marks: {},
  drawnBy: 'u1',
  drawnAt: AT,
  signedOff: null,
  ...overrides,
})

export function newRelease(overrides: Partial<Release> = {}): Release {
  const { datasetId = newId(), conversation = 'c1' } = overrides
  return {
    id: `${datasetId}.${conversation}`,
    workspaceId: 'w1',
    datasetId,
    conversation,
    executionId: 'e1',
    withheldFor: 'identifier_left',
    reason: 'looked at',
    releasedBy: 'u1',
    releasedAt: AT,
    ...overrides,
  }
}

export function newReview(overrides: Partial<Review> = {}): Review {
  const { datasetId = newId(), conversationId = newId(), lane = 'uncertain', priority = 0.5 } = overrides
  return {
    id: `${datasetId}.${conversationId}`,
    workspaceId: 'w1',
    userId: 'u1',
    datasetId,
    conversationId,
    executionId: 'e1',
    lane,
    priority,
    reasons: ['near_threshold'],
    distressing: false,
    order: reviewOrder({ id: conversationId, lane, priority }),
    status: 'open',
    verdicts: [],
    final: null,
    settledBy: null,
    settledAt: null,
    createdAt: AT,
    revision: 0,
    ...overrides,
  }
}
