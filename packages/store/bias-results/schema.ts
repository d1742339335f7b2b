import type { BiasDetectionResult } from '@techdeck/contracts'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type BiasResultDocument = Document<BiasDetectionResult>

export const biasResultSchema = entitySchema<BiasResultDocument>('biasDetectionResults', {
  _id: { type: String, required: true },
  stageId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  biasScore: { type: Number, required: true },
  demographicAnalysis: { type: Mixed, default: {} },
  fairnessMetrics: { type: Mixed, default: {} },
  recommendations: { type: [String], default: [] },
  detectedAt: { type: Date, required: true },
})
biasResultSchema.index({ stageId: 1 })

export const toBiasResult = (document: BiasResultDocument): BiasDetectionResult => ({
  id: document._id,
  stageId: document.stageId,
  workspaceId: document.workspaceId,
  biasScore: document.biasScore,
  demographicAnalysis: document.demographicAnalysis ?? {},
  fairnessMetrics: document.fairnessMetrics ?? {},
  recommendations: document.recommendations ?? [],
  detectedAt: document.detectedAt,
})
