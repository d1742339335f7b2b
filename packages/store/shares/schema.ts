import type { Share } from '@techdeck/contracts'
import { SHARE_ROLES } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

export type ShareDocument = Document<Share>

export const shareSchema = entitySchema<ShareDocument>('shares', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  datasetId: { type: String, required: true },
  teamId: String,
  userId: String,
  role: { type: String, enum: SHARE_ROLES, required: true },
  sharedBy: { type: String, required: true },
  sharedAt: { type: Date, required: true },
})
shareSchema.index({ datasetId: 1 })
shareSchema.index({ teamId: 1 })
shareSchema.index({ userId: 1 })

export const toShare = (document: ShareDocument): Share => ({
  id: document._id,
  workspaceId: document.workspaceId,
  datasetId: document.datasetId,
  ...(document.teamId && { teamId: document.teamId }),
  ...(document.userId && { userId: document.userId }),
  role: document.role,
  sharedBy: document.sharedBy,
  sharedAt: document.sharedAt,
})
