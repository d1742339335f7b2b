import type { AuditRecord } from '@techdeck/contracts'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type AuditDocument = Document<AuditRecord>

export const auditSchema = entitySchema<AuditDocument>('auditLogs', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, default: null },
  executionId: { type: String, default: null },
  operation: { type: String, required: true },
  dataType: { type: String, required: true },
  dataId: { type: String, default: null },
  details: { type: Mixed, default: {} },
  ipAddress: { type: String, default: null },
  timestamp: { type: Date, required: true },
})
// A search names the workspace and, mostly, one more thing; newest first by id (UUIDv7).
auditSchema.index({ workspaceId: 1, _id: -1 })
auditSchema.index({ workspaceId: 1, userId: 1, _id: -1 })
auditSchema.index({ workspaceId: 1, executionId: 1, _id: -1 })
auditSchema.index({ workspaceId: 1, dataId: 1, _id: -1 })
auditSchema.index({ workspaceId: 1, operation: 1, _id: -1 })

export const toAuditRecord = (document: AuditDocument): AuditRecord => ({
  id: document._id,
  workspaceId: document.workspaceId,
  userId: document.userId ?? null,
  executionId: document.executionId ?? null,
  operation: document.operation,
  dataType: document.dataType,
  dataId: document.dataId ?? null,
  details: document.details ?? {},
  ipAddress: document.ipAddress ?? null,
  timestamp: document.timestamp,
})
