import type { ComparedDataset, Execution, ExecutionDataset, ExecutionEvent, UntoldEnd } from '@techdeck/contracts'
import { EXECUTION_MODES, EXECUTION_STATUSES, EXPORT_FORMATS, FINAL_STATUSES, STAGES } from '@techdeck/contracts/names'
import { type Document, entitySchema, Mixed, partSchema } from '../schema.ts'

/**
 * How many of its newest events a document holds once the others are kept in the event collection. Each change writes
 * the whole document, so many of them cost: on the embedded server a change takes 9 ms at 100 events and 37 at 500.
 */
export const EMBEDDED_EVENTS = 128

export type ExecutionDocument = Document<Execution> & {
  /** Events up to this number are in the event collection too; those after it are never dropped from the document. */
  keptSeq: number
  /** Hash of the owner and the client's Idempotency-Key; absent where none was given. */
  idempotencyKey?: string
  /** Hash of the request that came with the key. */
  bodyHash?: string
  /** Its ends of which webhooks were not told yet; written with the end itself. */
  untoldEnds?: UntoldEnd[]
  /** All text is removed that its first stages made; until then a sweep goes on with it. */
  textSwept?: boolean
}

const datasetSchema = partSchema<ExecutionDataset>({
  datasetId: { type: String, required: true },
  version: { type: Number, required: true },
  sha256: { type: String, required: true },
  weight: { type: Number, required: true },
  rows: Number,
  licence: String,
  consent: String,
})

const comparedSchema = partSchema<ComparedDataset>({
  datasetId: { type: String, required: true },
  version: { type: Number, required: true },
  manifestHash: { type: String, required: true },
  plan: { type: String, required: true },
  shards: { type: Number, required: true },
  conversations: { type: Number, required: true },
})

const untoldEndSchema = partSchema<UntoldEnd>({
  status: { type: String, enum: FINAL_STATUSES, required: true },
  seq: { type: Number, required: true },
  at: { type: Date, required: true },
})

export const executionSchema = entitySchema<ExecutionDocument>('pipelineExecutions', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, required: true },
  datasetIds: { type: [String], required: true },
  owners: { type: [String], default: undefined },
  datasets: { type: [datasetSchema], required: true },
  compared: { type: [comparedSchema], default: undefined },
  status: { type: String, enum: EXECUTION_STATUSES, required: true },
  executionMode: { type: String, enum: EXECUTION_MODES, required: true },
  qualityThreshold: { type: Number, required: true },
  enableBiasDetection: { type: Boolean, required: true },
  exportFormats: { type: [{ type: String, enum: EXPORT_FORMATS }], required: true },
  options: { type: Mixed, default: {} },
  stagesPlanned: { type: [{ type: String, enum: STAGES }], required: true },
  round: { type: Number, required: true },
  epoch: { type: Number, required: true },
  seq: { type: Number, required: true },
  events: { type: [Mixed], default: [] },
  stages: { type: Mixed, required: true },
  createdAt: { type: Date, required: true },
  startedAt: { type: Date, default: null },
  completedAt: { type: Date, default: null },
  error: { type: Mixed, default: null },
  metrics: { type: Mixed, default: {} },
  textGoneAt: Date,
  textSwept: Boolean,
  keptSeq: { type: Number, required: true },
  idempotencyKey: String,
  bodyHash: String,
  untoldEnds: { type: [untoldEndSchema], default: undefined },
})
// One execution per request that names a key. Owner and key are one hashed field and the index is sparse: the embedded
// server does not use a partial index to find.
executionSchema.index({ idempotencyKey: 1 }, { unique: true, sparse: true })
// A workspace's and an owner's, newest first; those that are not final; those of a data set, or
// compared with it.
executionSchema.index({ workspaceId: 1, _id: -1 })
executionSchema.index({ workspaceId: 1, userId: 1, _id: -1 })
executionSchema.index({ workspaceId: 1, owners: 1, _id: -1 })
executionSchema.index({ userId: 1, _id: -1 })
executionSchema.index({ textSwept: 1, completedAt: 1 })
executionSchema.index({ status: 1, _id: 1 })
executionSchema.index({ datasetIds: 1, status: 1 })
executionSchema.index({ 'compared.datasetId': 1, status: 1 })
executionSchema.index({ 'untoldEnds.status': 1 }, { sparse: true })

/** Read without `events` (the larger part of the document), they come out empty. */
export const toExecution = (document: ExecutionDocument): Execution => ({
  id: document._id,
  workspaceId: document.workspaceId,
  userId: document.userId,
  datasetIds: document.datasetIds,
  ...(document.owners && { owners: document.owners }),
  datasets: document.datasets,
  ...(document.compared && { compared: document.compared }),
  status: document.status,
  executionMode: document.executionMode,
  qualityThreshold: document.qualityThreshold,
  enableBiasDetection: document.enableBiasDetection,
  exportFormats: document.exportFormats,
  options: document.options ?? {},
  stagesPlanned: document.stagesPlanned,
  round: document.round,
  epoch: document.epoch,
  seq: document.seq,
  events: (document.events ?? []).map(toEvent),
  stages: document.stages ?? {},
  createdAt: document.createdAt,
  startedAt: document.startedAt ?? null,
  completedAt: document.completedAt ?? null,
  error: document.error ?? null,
  metrics: document.metrics ?? {},
  ...(document.textGoneAt && { textGoneAt: document.textGoneAt }),
})

export const toEvent = (event: ExecutionEvent): ExecutionEvent => ({
  seq: event.seq,
  key: event.key,
  event: event.event,
  ...(event.stage ? { stage: event.stage } : {}),
  ...(event.datasetId ? { datasetId: event.datasetId } : {}),
  timestamp: event.timestamp,
  data: event.data ?? {},
})
