import type { Redis } from 'ioredis'
import { PREFIX } from './connection.ts'

const TAKE = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`

/** Counts attempts, over all instances and before they are made, so that many at once are counted too. */
export class RedisThrottle {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  /** Counts one attempt; `retryAfterMs` says when the next may come. @throws what ioredis throws while Redis is away */
  async take(
    name: string,
    { max, windowMs }: { max: number; windowMs: number },
  ): Promise<{ allowed: boolean; retryAfterMs: number }> {
    const [count, ttl] = (await this.#redis.eval(TAKE, 1, keyOf(name), windowMs)) as [number, number]
    return { allowed: count <= max, retryAfterMs: count <= max ? 0 : ttl }
  }

  /** Forgets the attempts. @throws what ioredis throws while Redis is away */
  async clear(name: string): Promise<void> {
    await this.#redis.del(keyOf(name))
  }
}

const keyOf = (name: string): string => `${PREFIX}:throttle:${name}`
