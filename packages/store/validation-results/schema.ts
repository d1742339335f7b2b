import type { ValidationResult } from '@techdeck/contracts'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type ValidationResultDocument = Document<ValidationResult>

export const validationResultSchema = entitySchema<ValidationResultDocument>('validationResults', {
  _id: { type: String, required: true },
  stageId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  overallScore: { type: Number, required: true },
  dsm5Accuracy: { type: Number, required: true },
  therapeuticAppropriateness: { type: Number, required: true },
  privacyCompliance: { type: Number, required: true },
  biasDetection: { type: Mixed, default: {} },
  recommendations: { type: [String], default: [] },
})
validationResultSchema.index({ stageId: 1 })

export const toValidationResult = (document: ValidationResultDocument): ValidationResult => ({
  id: document._id,
  stageId: document.stageId,
  workspaceId: document.workspaceId,
  overallScore: document.overallScore,
  dsm5Accuracy: document.dsm5Accuracy,
  therapeuticAppropriateness: document.therapeuticAppropriateness,
  privacyCompliance: document.privacyCompliance,
  biasDetection: document.biasDetection ?? {},
  recommendations: document.recommendations ?? [],
})
