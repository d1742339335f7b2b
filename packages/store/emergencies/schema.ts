import type { Emergency } from '@techdeck/contracts'
import { EMERGENCY_STATUSES } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

export type EmergencyDocument = Document<Emergency>

export const emergencySchema = entitySchema<EmergencyDocument>('emergencies', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, required: true },
  datasetId: { type: String, required: true },
  reason: { type: String, required: true },
  minutes: { type: Number, required: true },
  status: { type: String, enum: EMERGENCY_STATUSES, required: true },
  requestedAt: { type: Date, required: true },
  decidedBy: { type: String, default: null },
  expiresAt: { type: Date, default: null },
})
emergencySchema.index({ userId: 1, status: 1 })
emergencySchema.index({ workspaceId: 1, _id: -1 })
emergencySchema.index({ status: 1 })

export const toEmergency = (document: EmergencyDocument): Emergency => ({
  id: document._id,
  workspaceId: document.workspaceId,
  userId: document.userId,
  datasetId: document.datasetId,
  reason: document.reason,
  minutes: document.minutes,
  status: document.status,
  requestedAt: document.requestedAt,
  decidedBy: document.decidedBy ?? null,
  expiresAt: document.expiresAt ?? null,
})
