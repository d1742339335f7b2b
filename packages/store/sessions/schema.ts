import type { Session } from '@techdeck/contracts'
import { CLIENT_KINDS } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

/** A session with its family of refresh tokens, of which the newest is valid once. Tokens are known by their hash alone. */
export interface SessionDocument extends Document<Session> {
  status: 'active' | 'ended'
  tokenHash: string
  /** Hashes of the tokens before it, newest last: one of them coming back means that somebody has a copy. */
  spent: string[]
}

/** How many spent tokens of a session are recognised. */
export const SPENT_TOKENS = 64

const DAY_S = 86_400

export const sessionSchema = entitySchema<SessionDocument>('sessions', {
  _id: { type: String, required: true },
  userId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  client: { type: String, enum: CLIENT_KINDS, required: true },
  ipAddress: { type: String, default: null },
  userAgent: { type: String, default: null },
  status: { type: String, enum: ['active', 'ended'], required: true },
  tokenHash: { type: String, required: true },
  spent: { type: [String], default: [] },
  createdAt: { type: Date, required: true },
  lastActiveAt: { type: Date, required: true },
  idleMs: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
})
sessionSchema.index({ tokenHash: 1 }, { unique: true })
sessionSchema.index({ spent: 1 })
sessionSchema.index({ userId: 1, status: 1 })
// A day after it expires a session is forgotten.
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: DAY_S })

export const toSession = (document: SessionDocument): Session => ({
  id: document._id,
  userId: document.userId,
  workspaceId: document.workspaceId,
  client: document.client,
  ipAddress: document.ipAddress ?? null,
  userAgent: document.userAgent ?? null,
  createdAt: document.createdAt,
  lastActiveAt: document.lastActiveAt,
  idleMs: document.idleMs,
  expiresAt: document.expiresAt,
})
