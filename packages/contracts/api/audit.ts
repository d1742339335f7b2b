import { z } from 'zod'
import { Ok, Page, PageQuery, Time, limitQuery } from './envelope.ts'
import type { RouteContract } from './route.ts'

const LARGEST = 999_999_999

/** An entry of the audit log. */
export const AuditLogView = z.object({
  id: z.string(),
  /** Its leaf in the log; null while it waits to be sealed. */
  index: z.int().nullable(),
  user_id: z.string().nullable(),
  execution_id: z.string().nullable(),
  operation: z.string(),
  /** What for: what the person said, or what the operation is there for. */
  purpose: z.string(),
  data_type: z.string(),
  data_id: z.string().nullable(),
  details: z.record(z.string(), z.json()),
  /** Null also where whose it was has been forgotten. */
  ip_address: z.string().nullable(),
  email: z.string().nullable(),
  timestamp: Time,
})
export type AuditLogView = z.infer<typeof AuditLogView>

export const AuditQuery = PageQuery.extend({
  user_id: z.string().min(1).max(64).optional(),
  execution_id: z.string().min(1).max(64).optional(),
  data_id: z.string().min(1).max(256).optional(),
  operation: z.string().min(1).max(64).optional(),
})

/** An entry with what proves that it is in the signed log. Hashes are base64 of 32 bytes. */
export const AuditProofView = z.object({
  entry: AuditLogView,
  /** The text that the leaf commits to: what it says is what was proved. */
  leaf: z.string(),
  index: z.int(),
  /** Leaves of the tree that the proof is for. */
  size: z.int(),
  /** From the leaf upwards (RFC 6962). */
  proof: z.array(z.string()),
  /** Signed note (C2SP tlog-checkpoint). */
  checkpoint: z.string(),
  /** By which the checkpoint is checked; who has seen it before compares. */
  verifier: z.string(),
})
export type AuditProofView = z.infer<typeof AuditProofView>

export const AuditCheckpointView = z.object({
  checkpoint: z.string(),
  verifier: z.string(),
  /** The newest checkpoint that each known witness cosigned. */
  cosigned: z.array(z.object({ witness: z.string(), note: z.string() })),
})
export type AuditCheckpointView = z.infer<typeof AuditCheckpointView>

/** A batch of leaves, for those who verify or keep the whole log. */
export const AuditBatchView = z.object({
  first: z.int(),
  /** The texts that leaves commit to. */
  entries: z.array(z.string()),
  /** What the log says that the leaves' hashes are, one behind the other, in base64. */
  hashes: z.string(),
  /** By what searches find the batch. */
  keys: z.array(z.string()),
  checkpoint: z.string(),
})
export type AuditBatchView = z.infer<typeof AuditBatchView>

/** By the mark of a copy, or by the bytes of a file, which all copies of it share. */
export const TracesQuery = z
  .strictObject({
    watermark: z.uuid().optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  })
  .refine(({ watermark, sha256 }) => (watermark === undefined) !== (sha256 === undefined), 'needs watermark or sha256')

/** A copy of an exported file, and who took it. */
export const TraceView = z.object({
  /** Absent of copies that were taken before there were marks. */
  watermark: z.string().nullable(),
  user_id: z.string().nullable(),
  /** Through which API token; of an agent where `agent`. */
  token_id: z.string().nullable(),
  agent: z.boolean(),
  ip_address: z.string().nullable(),
  taken_at: Time,
  expires_at: Time.nullable(),
  purpose: z.string(),
  execution_id: z.string().nullable(),
  dataset_id: z.string().nullable(),
  name: z.string().nullable(),
  sha256: z.string().nullable(),
  /** Its leaf in the log, by which it is proved; null while it waits to be sealed. */
  index: z.int().nullable(),
})
export type TraceView = z.infer<typeof TraceView>

const search = { permission: 'audit:search' } as const

export const auditRoutes = {
  searchAudit: {
    method: 'GET',
    path: '/audit',
    ...search,
    summary: 'Search the audit log, newest first',
    query: AuditQuery,
    status: 200,
    answer: Page(AuditLogView),
    audit: 'audit.search',
  },
  proveAuditEntry: {
    method: 'GET',
    path: '/audit/entries/:index',
    ...search,
    summary: 'An entry of the audit log with the proof that it is in the signed log',
    params: z.object({ index: limitQuery(0, LARGEST) }),
    status: 200,
    answer: Ok(AuditProofView),
    audit: 'audit.read',
  },
  getAuditCheckpoint: {
    method: 'GET',
    path: '/audit/checkpoint',
    ...search,
    summary: 'The newest signed tree of the audit log, the key to check it, and what witnesses cosigned',
    status: 200,
    answer: Ok(AuditCheckpointView),
  },
  getAuditConsistency: {
    method: 'GET',
    path: '/audit/consistency',
    ...search,
    summary: 'Proof that the tree of “to” leaves begins with that of “from” leaves',
    query: z.strictObject({ from: limitQuery(0, LARGEST), to: limitQuery(0, LARGEST) }),
    status: 200,
    answer: Ok(z.object({ proof: z.array(z.string()) })),
  },
  listAuditBatches: {
    method: 'GET',
    path: '/audit/batches',
    ...search,
    summary: 'Whole batches of the audit log, those that have the leaves from “from” on, to verify or keep it',
    query: z.strictObject({ from: limitQuery(0, LARGEST), entries: limitQuery(1, 4096).optional() }),
    status: 200,
    answer: Ok(z.array(AuditBatchView)),
    audit: 'audit.export',
    frequent: true,
  },
  cosignAudit: {
    method: 'POST',
    path: '/audit/cosignatures',
    ...search,
    summary: 'Give a checkpoint with the cosignature of a witness whose key the installation knows',
    body: z.strictObject({ note: z.string().min(1).max(16_384) }),
    status: 200,
    answer: Ok(z.object({ cosigned: z.literal(true) })),
  },
  forgetInAudit: {
    method: 'POST',
    path: '/audit/forget',
    permission: 'users:manage',
    summary: 'Make the addresses in all that a user did unreadable for ever; entries and proofs stay as they are',
    body: z.strictObject({
      user_id: z.string().min(1).max(64),
      /** Why, for the audit log; it must identify nobody. */
      reason: z.string().trim().min(3).max(500),
    }),
    status: 200,
    answer: Ok(z.object({ forgotten: z.literal(true) })),
    audit: 'audit.forget',
  },
  traceDownloads: {
    method: 'GET',
    path: '/audit/downloads',
    ...search,
    summary: 'Who took a copy of an exported file, by its watermark or by the hash of the file; newest first',
    query: TracesQuery,
    status: 200,
    answer: Ok(z.array(TraceView)),
    audit: 'audit.trace',
  },
} as const satisfies Record<string, RouteContract>
