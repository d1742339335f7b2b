import type { ApiToken } from '@techdeck/contracts'
import { API_TOKEN_KINDS, PERMISSIONS } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

export interface ApiTokenDocument extends Document<ApiToken> {
  tokenHash: string
}

const MONTH_S = 30 * 86_400

export const apiTokenSchema = entitySchema<ApiTokenDocument>('apiTokens', {
  _id: { type: String, required: true },
  userId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  name: { type: String, required: true },
  kind: { type: String, enum: API_TOKEN_KINDS, required: true },
  scopes: { type: [{ type: String, enum: PERMISSIONS }], required: true },
  tokenHash: { type: String, required: true },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
  lastUsedAt: { type: Date, default: null },
  revokedAt: { type: Date, default: null },
})
apiTokenSchema.index({ tokenHash: 1 }, { unique: true })
apiTokenSchema.index({ userId: 1, _id: -1 })
apiTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: MONTH_S })

export const toApiToken = (document: ApiTokenDocument): ApiToken => ({
  id: document._id,
  userId: document.userId,
  workspaceId: document.workspaceId,
  name: document.name,
  kind: document.kind,
  scopes: document.scopes,
  createdAt: document.createdAt,
  expiresAt: document.expiresAt,
  lastUsedAt: document.lastUsedAt ?? null,
  revokedAt: document.revokedAt ?? null,
})
