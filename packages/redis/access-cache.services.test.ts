import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger, newId } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { RedisAccessCache, RedisEventBus, connectFailFast, connectPatiently } from './index.ts'
import { until } from '@techdeck/pipeline/conformance'

const logger = createLogger('test', { level: 'silent' })
let redis: Redis
let user: string
beforeEach(() => {
  redis = connectPatiently(process.env.REDIS_URL!, logger)
  user = newId()
})
afterEach(() => redis.disconnect())

describe('what is remembered of callers', () => {
  it('is answered to every instance, for half a minute from the first', async () => {
    const cache = new RedisAccessCache(redis)
    expect(await cache.get(user, 's')).toBeNull()
    await cache.put(user, 's', 'one')
    await redis.pexpire(`{techdeck}:access:${user}`, 9000)
    await cache.put(user, 'other', 'two')
    expect(await new RedisAccessCache(redis).get(user, 's')).toBe('one')
    expect(await cache.get(user, 'other')).toBe('two')
    expect(await redis.pttl(`{techdeck}:access:${user}`)).toBeLessThanOrEqual(9000)
  })

  it('is forgotten by a change, and what was read before the change is not kept after it', async () => {
    const cache = new RedisAccessCache(redis)
    await cache.put(user, 's', 'before')
    await cache.changed(user)
    expect(await cache.get(user, 's')).toBeNull()
    await cache.put(user, 's', 'read before')
    expect(await cache.get(user, 's')).toBeNull()
    expect(await redis.pttl(`{techdeck}:access:${user}`)).toBeGreaterThan(0)
  })

  it('tells every instance of a change', async () => {
    const bus = new RedisEventBus(redis)
    const heard = new Set<string | null>()
    const stop = await bus.subscribeAccess((id) => heard.add(id))
    await new RedisAccessCache(redis).changed(user)
    await until(() => heard.has(user))
    expect(heard).toContain(user)
    await stop()
    bus.close()
  })

  it('forgets when Redis is back what it was not there to forget', async () => {
    const away = connectFailFast(process.env.REDIS_URL!, logger)
    const cache = new RedisAccessCache(away)
    // Not connected yet: as if Redis were away.
    await redis.hset(`{techdeck}:access:${user}`, 'session:s', 'stale')
    await cache.changed(user)
    const kept = () => redis.hget(`{techdeck}:access:${user}`, 'session:s')
    await until(async () => (await kept()) === null)
    expect(await kept()).toBeNull()
    away.disconnect()
  })
})
