import type { StageExecution } from '@techdeck/contracts'
import { STAGES, STAGE_STATUSES } from '@techdeck/contracts/names'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type StageExecutionDocument = Document<StageExecution>

export const stageExecutionSchema = entitySchema<StageExecutionDocument>('stageExecutions', {
  _id: { type: String, required: true },
  pipelineId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  datasetId: { type: String, required: true },
  stageName: { type: String, enum: STAGES, required: true },
  status: { type: String, enum: STAGE_STATUSES, required: true },
  startedAt: { type: Date, default: null },
  completedAt: { type: Date, default: null },
  reuseKey: { type: String, required: true },
  inputData: { type: Mixed, default: {} },
  outputData: { type: Mixed, required: true },
  metrics: { type: Mixed, default: {} },
})
// Reuse; all stages of an execution; a data set's newest result of a stage.
stageExecutionSchema.index({ workspaceId: 1, reuseKey: 1, status: 1, completedAt: -1 })
stageExecutionSchema.index({ pipelineId: 1 })
stageExecutionSchema.index({ datasetId: 1, stageName: 1, status: 1, completedAt: -1 })

export const toStageExecution = (document: StageExecutionDocument): StageExecution => ({
  id: document._id,
  pipelineId: document.pipelineId,
  workspaceId: document.workspaceId,
  datasetId: document.datasetId,
  stageName: document.stageName,
  status: document.status,
  startedAt: document.startedAt ?? null,
  completedAt: document.completedAt ?? null,
  reuseKey: document.reuseKey,
  inputData: document.inputData ?? {},
  outputData: document.outputData,
  metrics: document.metrics ?? {},
})
