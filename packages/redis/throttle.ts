import type { Redis } from 'ioredis'
import { PREFIX } from './connection.ts'

/** How attempts that failed one after the other slow down the next. */
export interface Waits {
  /** Milliseconds to wait after the first, the second … failure; after each later one as long as after the last. */
  readonly ms: readonly number[]
  /** Failures are forgotten when there was none for so long. */
  readonly keepMs: number
}

export interface Taken {
  allowed: boolean
  /** When the next attempt may come. */
  retryAfterMs: number
}

// The clock of Redis, so that instances whose clocks differ agree.
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local untilMs = tonumber(redis.call('HGET', KEYS[1], 'until') or '0')
if now < untilMs then return {0, untilMs - now} end
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
local wait = tonumber(ARGV[math.min(failures, #ARGV - 1) + 1])
redis.call('HSET', KEYS[1], 'until', now + wait)
redis.call('PEXPIRE', KEYS[1], ARGV[1] + wait)
return {1, wait}`

const GIVE_BACK = `
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('HINCRBY', KEYS[1], 'failures', -1)
redis.call('HDEL', KEYS[1], 'until')`

const TRUST = `
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])`

const TRUSTED = `
local time = redis.call('TIME')
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. time[1] * 1000, '+inf')`

const MOST_PLACES = 100

/**
 * Slows down guessing, over all instances and all their restarts. An attempt counts as a failure before it is made, so
 * that many at once are counted too; one that succeeds clears them.
 */
export class RedisThrottle {
  readonly #redis: Redis
  readonly #space: string

  /** `space` keeps the names of one system apart from those of another on the same server. */
  constructor(redis: Redis, space = '') {
    this.#redis = redis
    this.#space = space
  }

  /** Counts one attempt, unless it comes too early: then nothing changes. @throws what ioredis throws while Redis is away */
  async take(name: string, { ms, keepMs }: Waits): Promise<Taken> {
    const [allowed, waitMs] = (await this.#redis.eval(TAKE, 1, this.#keyOf(name), keepMs, ...ms)) as [number, number]
    return { allowed: allowed === 1, retryAfterMs: waitMs }
  }

  /** Takes back one attempt that was let through, since it was none at guessing. @throws as above */
  async giveBack(name: string): Promise<void> {
    await this.#redis.eval(GIVE_BACK, 1, this.#keyOf(name))
  }

  /** Forgets the attempts. @throws what ioredis throws while Redis is away */
  async clear(name: string): Promise<void> {
    await this.#redis.del(this.#keyOf(name))
  }

  /** Remembers for a time that a name is known from somewhere; of many places the newest. @throws what ioredis throws while Redis is away */
  async trust(name: string, place: string, forMs: number): Promise<void> {
    await this.#redis.eval(TRUST, 1, this.#trustOf(name), place, forMs, MOST_PLACES)
  }

  /** From where a name is known now. @throws what ioredis throws while Redis is away */
  async trusted(name: string): Promise<string[]> {
    return (await this.#redis.eval(TRUSTED, 1, this.#trustOf(name))) as string[]
  }

  #trustOf(name: string): string {
    return this.#keyOf(`places:${name}`)
  }

  #keyOf(name: string): string {
    return `${PREFIX}:throttle:${this.#space}:${name}`
  }
}
