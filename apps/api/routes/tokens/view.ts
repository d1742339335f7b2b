import type { ApiToken, ApiTokenView } from '@techdeck/contracts'
import { isoOrNull } from '../../answers.ts'

export const toApiTokenView = (token: ApiToken): ApiTokenView => ({
  id: token.id,
  name: token.name,
  kind: token.kind,
  scopes: token.scopes,
  created_at: token.createdAt.toISOString(),
  expires_at: token.expiresAt.toISOString(),
  last_used_at: isoOrNull(token.lastUsedAt),
})
