import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger, newId } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { RedisThrottle, connectPatiently } from './index.ts'

let redis: Redis
let user: string
beforeEach(() => {
  redis = connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))
  user = newId()
})
afterEach(() => redis.disconnect())

describe('a throttle', () => {
  const waits = { ms: [0, 0, 60_000, 120_000], keepMs: 60_000 }

  it('counts attempts that are made at once, and says when to come back', async () => {
    const throttle = new RedisThrottle(redis)
    const taken = await Promise.all(Array.from({ length: 5 }, () => throttle.take(user, waits)))
    expect(taken.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false])
    expect(taken[2].retryAfterMs).toBe(60_000)
    expect(taken[4].retryAfterMs).toBeGreaterThan(50_000)
    expect(taken[4].retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  it('makes each further failure wait longer, up to the longest', async () => {
    const throttle = new RedisThrottle(redis)
    const quick = { ms: [0, 1, 2, 3], keepMs: 60_000 }
    const waited: number[] = []
    while (waited.length < 6) {
      const { allowed, retryAfterMs } = await throttle.take(user, quick)
      if (allowed) waited.push(retryAfterMs)
    }
    expect(waited).toEqual([0, 1, 2, 3, 3, 3])
  })

  it('begins anew when it is cleared', async () => {
    const throttle = new RedisThrottle(redis)
    for (let i = 0; i < 4; i++) await throttle.take(user, waits)
    await throttle.clear(user)
    expect(await throttle.take(user, waits)).toEqual({ allowed: true, retryAfterMs: 0 })
  })

  it('takes back what was no attempt at guessing', async () => {
    const throttle = new RedisThrottle(redis)
    for (let i = 0; i < 5; i++) {
      expect(await throttle.take(user, { ms: [0, 60_000], keepMs: 60_000 })).toEqual({ allowed: true, retryAfterMs: 0 })
      await throttle.giveBack(user)
    }
    await throttle.giveBack(newId())
  })

  it('is the same for whoever connects anew', async () => {
    for (let i = 0; i < 3; i++) await new RedisThrottle(redis).take(user, waits)
    const other = connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))
    expect((await new RedisThrottle(other).take(user, waits)).allowed).toBe(false)
    other.disconnect()
  })

  it('remembers from where a name is known, for a time, and of many places the newest', async () => {
    const throttle = new RedisThrottle(redis)
    expect(await throttle.trusted(user)).toEqual([])
    await throttle.trust(user, 'gone', 0)
    expect(await throttle.trusted(user)).toEqual([])
    for (let i = 0; i < 101; i++) await throttle.trust(user, `place ${i}`, 60_000 + 10_000 * i)
    const known = await throttle.trusted(user)
    expect([known.length, known[0], known.at(-1)]).toEqual([100, 'place 1', 'place 100'])
    expect(await redis.pttl(`{techdeck}:throttle::places:${user}`)).toBeGreaterThan(0)
  })
})
