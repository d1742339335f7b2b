import { afterEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { connectFailFast, connectPatiently } from './connection.ts'

/** Nobody listens on port 1. */
const NOWHERE = 'redis://secret-user:secret-password@127.0.0.1:1'
let logged = ''
const logger = createLogger('test', { level: 'debug', destination: { write: (line: string) => void (logged += line) } })

let redis: Redis
afterEach(() => redis.disconnect())

describe('a connection to Redis', () => {
  it('for workers waits for ever, from 100 ms to 5 s between attempts', () => {
    redis = connectPatiently(NOWHERE, logger)
    const { retryStrategy, maxRetriesPerRequest } = redis.options
    expect([1, 2, 3, 6, 7, 1000].map((attempt) => retryStrategy!(attempt))).toEqual([100, 200, 400, 3200, 5000, 5000])
    expect(maxRetriesPerRequest).toBeNull()
  })

  it('for the API fails at once while Redis is away', async () => {
    redis = connectFailFast(NOWHERE, logger)
    const started = performance.now()
    await expect(redis.get('x')).rejects.toThrow("Stream isn't writeable")
    expect(performance.now() - started).toBeLessThan(3000)
  })

  it('connects again, and repeats the command, after a failover or while Redis loads', () => {
    redis = connectPatiently(NOWHERE, logger)
    const { reconnectOnError } = redis.options
    expect(
      ['READONLY You can', 'LOADING Redis is', 'WRONGTYPE Operation'].map((text) => reconnectOnError!(new Error(text))),
    ).toEqual([2, 2, false])
  })

  it('tells in the log that Redis is away, and not with what it would sign in', async () => {
    logged = ''
    redis = connectPatiently(NOWHERE, logger)
    while (!logged.includes('Redis is away')) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(logged).toContain('ECONNREFUSED')
    expect(logged).not.toContain('secret')
  })
})
