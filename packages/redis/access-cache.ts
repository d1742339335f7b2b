import type { Redis } from 'ioredis'
import { PREFIX } from './connection.ts'
import { ACCESS_CHANNEL } from './names.ts'

/** How long something that was read from the store may be answered. */
const KEEP_MS = 30_000
/** Longer than any read of the store takes: what was read before a change is not kept after it. */
const CHANGED_MS = 10_000

const PUT = `
if redis.call('HEXISTS', KEYS[1], 'changed') == 1 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1`

const CHANGE = `
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'changed', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])`

/**
 * Remembers for half a minute what the store says of callers, one text a session, for all instances. The store is the
 * truth: losing this loses nothing. After `changed` nothing that was read before it is answered any more.
 */
export class RedisAccessCache {
  readonly #redis: Redis
  /** Changes that Redis was not there to hear of. */
  readonly #untold = new Set<string>()

  constructor(redis: Redis) {
    this.#redis = redis
    redis.on('ready', () => {
      for (const userId of this.#untold) void this.changed(userId)
    })
  }

  /** @throws what ioredis throws while Redis is away */
  get(userId: string, session: string): Promise<string | null> {
    return this.#redis.hget(keyOf(userId), fieldOf(session))
  }

  /** @throws what ioredis throws while Redis is away */
  async put(userId: string, session: string, text: string): Promise<void> {
    await this.#redis.eval(PUT, 1, keyOf(userId), fieldOf(session), text, KEEP_MS)
  }

  /** Forgets a user and tells every instance. While Redis is away it is remembered and done when Redis is back. */
  async changed(userId: string): Promise<void> {
    try {
      await this.#redis.eval(CHANGE, 1, keyOf(userId), CHANGED_MS, ACCESS_CHANNEL, userId)
      this.#untold.delete(userId)
    } catch {
      this.#untold.add(userId)
    }
  }
}

const keyOf = (userId: string): string => `${PREFIX}:access:${userId}`
const fieldOf = (session: string): string => `session:${session}`
