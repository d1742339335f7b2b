import { DEFAULT_WORKSPACE, API_TOKEN_PREFIX, AGENT_PERMISSIONS, PERMISSIONS, type ApiToken } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { hashToken, newToken } from '../routes/auth/one-time.ts'
import type { TestApi } from './start-api.ts'

/** An API token of a user with every scope that its kind may have, and the header that it is sent in. */
export async function apiTokenOf(
  api: TestApi,
  userId: string,
  change: Partial<ApiToken> = {},
): Promise<{ id: string; text: string; headers: { authorization: string } }> {
  const text = `${API_TOKEN_PREFIX}${newToken().token}`
  const now = Date.now()
  const token: ApiToken = {
    id: newId(),
    userId,
    workspaceId: DEFAULT_WORKSPACE,
    name: 'nightly',
    kind: 'personal',
    scopes: [...(change.kind === 'agent' ? AGENT_PERMISSIONS : PERMISSIONS)],
    createdAt: new Date(now),
    expiresAt: new Date(now + 3_600_000),
    lastUsedAt: null,
    revokedAt: null,
    ...change,
  }
  await api.store.apiTokens.create(token, hashToken(text))
  return { id: token.id, text, headers: { authorization: `Bearer ${text}` } }
}
