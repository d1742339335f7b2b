import type { ShardRecord } from '@techdeck/contracts'
import { SHARD_STATUSES, STAGES } from '@techdeck/contracts/names'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type ShardDocument = Omit<Document<ShardRecord>, 'parkedAt'> & { parkedAt?: Date }

export const shardSchema = entitySchema<ShardDocument>('shards', {
  _id: { type: String, required: true },
  plan: { type: String, required: true },
  executionId: { type: String, required: true },
  datasetId: { type: String, required: true },
  stage: { type: String, enum: STAGES, required: true },
  index: { type: Number, required: true },
  status: { type: String, enum: SHARD_STATUSES, required: true },
  claims: { type: Number, required: true },
  token: { type: String, default: null },
  result: { type: Mixed, default: null },
  errorCode: { type: String, default: null },
  parkedAt: { type: Date },
})
// Open shards of a plan in order. All else goes by `_id`.
shardSchema.index({ plan: 1, status: 1, index: 1 })

// Only parked ones have the time, so that the few are found among the many.
shardSchema.index({ parkedAt: -1 }, { sparse: true })

export const toShard = (document: ShardDocument): ShardRecord => ({
  id: document._id,
  plan: document.plan,
  executionId: document.executionId,
  datasetId: document.datasetId,
  stage: document.stage,
  index: document.index,
  status: document.status,
  claims: document.claims,
  token: document.token ?? null,
  result: document.result ?? null,
  errorCode: document.errorCode ?? null,
  parkedAt: document.parkedAt ?? null,
})
