import type { Invitation } from '@techdeck/contracts'
import { INVITATION_PURPOSES } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

export interface InvitationDocument extends Document<Invitation> {
  tokenHash: string
  status: 'open' | 'used' | 'void'
}

const DAY_S = 86_400

export const invitationSchema = entitySchema<InvitationDocument>('invitations', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, default: null },
  purpose: { type: String, enum: INVITATION_PURPOSES, required: true },
  tokenHash: { type: String, required: true },
  status: { type: String, enum: ['open', 'used', 'void'], required: true },
  createdBy: { type: String, default: null },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
})
invitationSchema.index({ tokenHash: 1 }, { unique: true })
invitationSchema.index({ workspaceId: 1, userId: 1, status: 1 })
invitationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: DAY_S })

export const toInvitation = (document: InvitationDocument): Invitation => ({
  id: document._id,
  workspaceId: document.workspaceId,
  userId: document.userId ?? null,
  purpose: document.purpose,
  createdBy: document.createdBy ?? null,
  createdAt: document.createdAt,
  expiresAt: document.expiresAt,
})
