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
  const limit = { max: 3, windowMs: 60_000 }

  it('counts attempts that are made at once, and says when to come back', async () => {
    const throttle = new RedisThrottle(redis)
    const taken = await Promise.all(Array.from({ length: 5 }, () => throttle.take(user, limit)))
    expect(taken.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false])
    expect(taken[4].retryAfterMs).toBeGreaterThan(0)
    expect(taken[4].retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  it('begins anew when it is cleared', async () => {
    const throttle = new RedisThrottle(redis)
    for (let i = 0; i < 4; i++) await throttle.take(user, limit)
    await throttle.clear(user)
    expect(await throttle.take(user, limit)).toEqual({ allowed: true, retryAfterMs: 0 })
  })
})
