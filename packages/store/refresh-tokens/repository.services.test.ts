import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'

const inAnHour = () => new Date(Date.now() + 3_600_000)
const next = () => ({ tokenHash: newId(), expiresAt: inAnHour() })

describe('refresh tokens', () => {
  const store = useTestStore('refresh_tokens')

  const begun = async (userId: string = newId(), expiresAt = inAnHour()) => {
    const session = { id: newId(), userId, tokenHash: newId(), expiresAt }
    await store().tokens.begin(session)
    return session
  }

  it('are spent once, by one of ten who present the same', async () => {
    const { tokens } = store()
    const { id, userId, tokenHash } = await begun()
    const answers = await Promise.all(Array.from({ length: 10 }, () => tokens.rotate(tokenHash, next())))
    expect(answers.filter(({ state }) => state === 'rotated')).toEqual([{ state: 'rotated', id, userId }])
  })

  it('end their session when a spent one comes back, however old', async () => {
    const { tokens } = store()
    const { id, userId, tokenHash } = await begun()
    const [second, third] = [next(), next()]
    await tokens.rotate(tokenHash, second)
    expect(await tokens.isActive(id)).toBe(true)
    expect(await tokens.rotate(second.tokenHash, third)).toEqual({ state: 'rotated', id, userId })
    expect(await tokens.rotate(tokenHash, next())).toEqual({ state: 'reused', id, userId })
    expect(await tokens.isActive(id)).toBe(false)
    expect(await tokens.rotate(third.tokenHash, next())).toEqual({ state: 'unknown' })
    expect(await tokens.rotate(tokenHash, next())).toEqual({ state: 'unknown' })
  })

  it('are unknown when they never were, have expired, or their session has ended', async () => {
    const { tokens } = store()
    const expired = await begun(newId(), new Date(Date.now() - 1))
    const ended = await begun()
    await tokens.end(ended.id)
    await tokens.end(ended.id)
    for (const hash of [newId(), expired.tokenHash, ended.tokenHash])
      expect(await tokens.rotate(hash, next())).toEqual({ state: 'unknown' })
    expect(await tokens.isActive(expired.id)).toBe(false)
    expect(await tokens.isActive(newId())).toBe(false)
  })

  it('show a user’s sessions, and end all of them', async () => {
    const { tokens } = store()
    const userId = newId()
    const first = await begun(userId)
    const second = await begun(userId)
    await begun(userId, new Date(0))
    expect((await tokens.sessionsOf(userId)).map(({ id }) => id)).toEqual([second.id, first.id])
    expect(await tokens.endAll(userId)).toBe(3)
    expect(await tokens.sessionsOf(userId)).toEqual([])
  })
})
