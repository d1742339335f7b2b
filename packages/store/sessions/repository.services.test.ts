import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newSession } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

const NOW = new Date()
const later = (ms: number) => new Date(NOW.getTime() + ms)
const next = (change: { now?: Date; active?: boolean } = {}) => ({
  tokenHash: newId(),
  now: NOW,
  active: true,
  ...change,
})

describe('sessions', () => {
  const store = useTestStore('sessions')

  const begun = async (change: Parameters<typeof newSession>[0] = {}) => {
    const session = newSession({ createdAt: NOW, lastActiveAt: NOW, expiresAt: later(3_600_000), ...change })
    const tokenHash = newId()
    await store().sessions.begin(session, tokenHash)
    return { session, tokenHash }
  }

  it('come back as they began', async () => {
    const { session } = await begun({ ipAddress: '127.0.0.1', userAgent: 'curl' })
    expect(await store().sessions.live(session.id, NOW)).toEqual(session)
    expect(await store().sessions.live(newId(), NOW)).toBeNull()
  })

  it('have a token that is spent once, by one of ten who present it', async () => {
    const { session, tokenHash } = await begun()
    const answers = await Promise.all(Array.from({ length: 10 }, () => store().sessions.rotate(tokenHash, next())))
    expect(answers.filter(({ state }) => state === 'rotated')).toEqual([{ state: 'rotated', session }])
  })

  it('end when a spent token comes back, however old', async () => {
    const { sessions } = store()
    const { session, tokenHash } = await begun()
    const [second, third] = [next(), next()]
    await sessions.rotate(tokenHash, second)
    expect(await sessions.live(session.id, NOW)).not.toBeNull()
    expect(await sessions.rotate(second.tokenHash, third)).toEqual({ state: 'rotated', session })
    expect(await sessions.rotate(tokenHash, next())).toEqual({ state: 'reused', session })
    expect(await sessions.live(session.id, NOW)).toBeNull()
    expect(await sessions.rotate(third.tokenHash, next())).toEqual({ state: 'unknown' })
    expect(await sessions.rotate(tokenHash, next())).toEqual({ state: 'unknown' })
  })

  it('cannot be renewed when they never were, have expired, were idle for too long, or have ended', async () => {
    const { sessions } = store()
    const expired = await begun({ expiresAt: later(-1) })
    const idle = await begun({ lastActiveAt: later(-2000), idleMs: 2000 })
    const ended = await begun()
    expect(await sessions.end(ended.session.id)).toBe(true)
    expect(await sessions.end(ended.session.id)).toBe(false)
    for (const { tokenHash, session } of [expired, idle, ended]) {
      expect(await sessions.rotate(tokenHash, next())).toEqual({ state: 'unknown' })
      expect(await sessions.live(session.id, NOW)).toBeNull()
    }
    expect(await sessions.rotate(newId(), next())).toEqual({ state: 'unknown' })
  })

  it('stay awake by what counts as activity, and not beyond their end', async () => {
    const { sessions } = store()
    const { session, tokenHash } = await begun({ idleMs: 1000, expiresAt: later(2500) })
    const quiet = next({ now: later(900), active: false })
    await sessions.rotate(tokenHash, quiet)
    expect(await sessions.live(session.id, later(1000))).toBeNull()
    await sessions.rotate(quiet.tokenHash, next({ now: later(900) }))
    expect(await sessions.live(session.id, later(1800))).not.toBeNull()
    await sessions.touch(session.id, later(1800))
    await sessions.touch(session.id, later(100))
    expect(await sessions.live(session.id, later(2499))).toMatchObject({ lastActiveAt: later(1800) })
    expect(await sessions.live(session.id, later(2500))).toBeNull()
    const late = await begun({ idleMs: 1000 })
    await sessions.touch(late.session.id, later(1000))
    expect(await sessions.live(late.session.id, later(1000))).toBeNull()
  })

  it('are listed to their user, and ended all or all but one', async () => {
    const { sessions } = store()
    const userId = newId()
    const first = await begun({ userId })
    const second = await begun({ userId })
    await begun({ userId, expiresAt: new Date(0) })
    const listed = async () => (await sessions.ofUser(userId, NOW)).map(({ id }) => id)
    expect(await listed()).toEqual([second.session.id, first.session.id])
    expect(await sessions.endAll(userId, first.session.id)).toBe(2)
    expect(await listed()).toEqual([first.session.id])
    expect(await sessions.endAll(userId)).toBe(1)
    expect(await listed()).toEqual([])
  })
})
