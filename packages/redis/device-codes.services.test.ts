import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger, newId } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { RedisDeviceCodes, connectPatiently } from './index.ts'

let redis: Redis
let codes: RedisDeviceCodes
beforeEach(() => {
  redis = connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))
  codes = new RedisDeviceCodes(redis)
})
afterEach(() => redis.disconnect())

const request = { clientName: 'laptop', ipAddress: '10.0.0.1', userAgent: 'node', askedAt: 7 }

describe('device codes', () => {
  it('let a device in once a person says so, once', async () => {
    const { deviceCode, userCode, ...rest } = await codes.begin(request)
    expect(rest).toEqual({ expiresInS: 600, intervalS: 5 })
    expect(userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    expect(await codes.show(userCode.toLowerCase().replace('-', ' '))).toEqual(request)
    expect(await codes.poll(deviceCode)).toEqual({ state: 'pending', intervalS: 5 })
    const userId = newId()
    const decided = await Promise.all([1, 2, 3].map(() => codes.decide(userCode, { userId, approve: true })))
    expect(decided.filter(Boolean)).toHaveLength(1)
    expect(await codes.show(userCode)).toBeNull()
    const polled = await Promise.all([1, 2, 3].map(() => codes.poll(deviceCode)))
    expect(polled.filter(({ state }) => state === 'approved')).toEqual([{ state: 'approved', userId }])
    expect(polled.filter(({ state }) => state === 'unknown')).toHaveLength(2)
  })

  it('turn a device away, and know none that was made up', async () => {
    const { deviceCode, userCode } = await codes.begin(request)
    expect(await codes.decide(userCode, { userId: newId(), approve: false })).toBe(true)
    expect(await codes.poll(deviceCode)).toEqual({ state: 'denied' })
    expect(await codes.poll('x')).toEqual({ state: 'unknown' })
    expect(await codes.show('BCDF-GHJK')).toBeNull()
    expect(await codes.decide('BCDF-GHJK', { userId: newId(), approve: true })).toBe(false)
  })

  it('make a device that asks too often wait longer', async () => {
    const { deviceCode } = await codes.begin(request)
    const states = []
    for (let i = 0; i < 3; i++) states.push(await codes.poll(deviceCode))
    expect(states).toEqual([
      { state: 'pending', intervalS: 5 },
      { state: 'early', intervalS: 10 },
      { state: 'early', intervalS: 15 },
    ])
  })

  it('are kept as hashes, for ten minutes', async () => {
    const { deviceCode, userCode } = await codes.begin(request)
    const keys = await redis.keys('{techdeck}:device*')
    expect(keys.join()).not.toContain(deviceCode)
    expect(keys.join()).not.toContain(userCode)
    const lives = await Promise.all(keys.map((key) => redis.ttl(key)))
    for (const life of lives) expect(life).toBeLessThanOrEqual(600)
    expect(Math.min(...lives)).toBeGreaterThan(0)
  })
})
