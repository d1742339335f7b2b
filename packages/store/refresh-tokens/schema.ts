import { entitySchema } from '../schema.ts'

/** One sign-in: a family of refresh tokens, of which the newest is valid once. Tokens are known by their hash alone. */
export interface RefreshFamilyDocument {
  /** The session's id. */
  _id: string
  userId: string
  status: 'active' | 'revoked'
  tokenHash: string
  /** Hashes of the tokens before it, newest last: one of them coming back means that somebody has a copy. */
  spent: string[]
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

/** How many spent tokens of a family are recognised. */
export const SPENT_TOKENS = 64

const DAY_S = 86_400

export const refreshFamilySchema = entitySchema<RefreshFamilyDocument>('refreshTokens', {
  _id: { type: String, required: true },
  userId: { type: String, required: true },
  status: { type: String, enum: ['active', 'revoked'], required: true },
  tokenHash: { type: String, required: true },
  spent: { type: [String], default: [] },
  createdAt: { type: Date, required: true },
  lastUsedAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
})
refreshFamilySchema.index({ tokenHash: 1 }, { unique: true })
refreshFamilySchema.index({ spent: 1 })
refreshFamilySchema.index({ userId: 1, status: 1 })
// A day after its end a family is forgotten.
refreshFamilySchema.index({ expiresAt: 1 }, { expireAfterSeconds: DAY_S })

/** A sign-in as its owner sees it. */
export interface RefreshSession {
  id: string
  userId: string
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

export const toSession = (document: RefreshFamilyDocument): RefreshSession => ({
  id: document._id,
  userId: document.userId,
  createdAt: document.createdAt,
  lastUsedAt: document.lastUsedAt,
  expiresAt: document.expiresAt,
})
