import type { EventName, ExecutionEvent, JsonObject, StageName } from '@techdeck/contracts'
import { EVENT_NAMES, STAGES } from '@techdeck/contracts/names'
import { entitySchema, Mixed } from '../schema.ts'

export interface ProgressEventDocument {
  /** `execution.seq`, so copying an event twice keeps one. */
  _id: string
  executionId: string
  workspaceId: string
  seq: number
  key: string
  eventType: EventName
  stageName: StageName | null
  datasetId: string | null
  /** How far the execution was when it happened, 0–100. */
  progressPercentage: number
  data: JsonObject
  timestamp: Date
}

export const progressEventSchema = entitySchema<ProgressEventDocument>('progressEvents', {
  _id: { type: String, required: true },
  executionId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  seq: { type: Number, required: true },
  key: { type: String, required: true },
  eventType: { type: String, enum: EVENT_NAMES, required: true },
  stageName: { type: String, enum: [...STAGES, null], default: null },
  datasetId: { type: String, default: null },
  progressPercentage: { type: Number, required: true },
  data: { type: Mixed, default: {} },
  timestamp: { type: Date, required: true },
})
progressEventSchema.index({ executionId: 1, seq: 1 })
progressEventSchema.index({ executionId: 1, key: 1 })

export const toExecutionEvent = (document: ProgressEventDocument): ExecutionEvent => ({
  seq: document.seq,
  key: document.key,
  event: document.eventType,
  ...(document.stageName ? { stage: document.stageName } : {}),
  ...(document.datasetId ? { datasetId: document.datasetId } : {}),
  timestamp: document.timestamp,
  data: document.data ?? {},
})
