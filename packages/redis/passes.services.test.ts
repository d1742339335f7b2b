import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { RedisPasses, connectPatiently } from './index.ts'

const grant = { userId: 'u', sessionId: 's' }
let redis: Redis
let passes: RedisPasses
beforeEach(() => {
  redis = connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))
  passes = new RedisPasses(redis)
})
afterEach(() => redis.disconnect())

describe('a pass', () => {
  it('says whose it is as often as it is shown, and nothing else that came along', async () => {
    const { pass, expiresInS } = await passes.issue({ ...grant, role: 'admin' } as typeof grant)
    expect([pass.length, expiresInS]).toEqual([43, 3600])
    expect([await passes.find(pass), await passes.find(pass)]).toEqual([grant, grant])
    expect(await passes.find('x'.repeat(43))).toBeNull()
  })

  it('is nowhere in Redis itself, and is gone after an hour', async () => {
    const before = new Set(await redis.keys('techdeck:pass:*'))
    const { pass } = await passes.issue(grant)
    const [key] = (await redis.keys('techdeck:pass:*')).filter((each) => !before.has(each))
    expect(`${key} ${await redis.get(key)}`).not.toContain(pass)
    expect(await redis.pttl(key)).toBeGreaterThan(3_500_000)
    // What its time does.
    await redis.pexpire(key, 0)
    expect(await passes.find(pass)).toBeNull()
  })
})
