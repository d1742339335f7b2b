import { describe, expect, it } from '@jest/globals'
import type { ApiToken } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'

const NOW = new Date('2026-03-01T10:00:00.000Z')
const later = (ms: number) => new Date(NOW.getTime() + ms)

describe('API tokens', () => {
  const store = useTestStore('api_tokens')
  const made = async (change: Partial<ApiToken> = {}) => {
    const token: ApiToken = {
      id: newId(),
      userId: newId(),
      workspaceId: 'w1',
      name: 'nightly',
      kind: 'personal',
      scopes: ['dataset:read', 'pipeline:read'],
      createdAt: NOW,
      expiresAt: later(1000),
      lastUsedAt: null,
      revokedAt: null,
      ...change,
    }
    const hash = newId()
    await store().apiTokens.create(token, hash)
    return { token, hash }
  }

  it('are found by their hash, whatever became of them', async () => {
    const { token, hash } = await made({ kind: 'agent' })
    expect(await store().apiTokens.byHash(hash)).toEqual(token)
    expect(await store().apiTokens.byHash(newId())).toBeNull()
    await store().apiTokens.touch(token.id, later(5))
    expect(await store().apiTokens.revoke(token.id, later(7))).toBe(true)
    expect(await store().apiTokens.revoke(token.id, later(8))).toBe(false)
    expect(await store().apiTokens.get(token.id)).toEqual({ ...token, lastUsedAt: later(5), revokedAt: later(7) })
  })

  it('are listed while they are good, newest first', async () => {
    const userId = newId()
    const [first, second, third] = [await made({ userId }), await made({ userId }), await made({ userId })]
    await made()
    await store().apiTokens.revoke(second.token.id, NOW)
    const ids = async (now: Date) => (await store().apiTokens.ofUser(userId, now)).map(({ id }) => id)
    expect(await ids(NOW)).toEqual([third.token.id, first.token.id])
    expect(await ids(later(1000))).toEqual([])
  })
})
