import type { Redis } from 'ioredis'
import type { CachingManager } from './caches.ts'
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
  readonly #caches: CachingManager | undefined
  /** Changes that Redis was not there to hear of. */
  readonly #untold = new Set<string>()

  /** `caches` bounds how many users are remembered, and counts. */
  constructor(redis: Redis, caches?: CachingManager) {
    this.#redis = redis
    this.#caches = caches
    redis.on('ready', () => {
      for (const userId of this.#untold) void this.changed(userId)
    })
  }

  /** @throws what ioredis throws while Redis is away */
  async get(userId: string, session: string): Promise<string | null> {
    const kept = await this.#redis.hget(keyOf(userId), fieldOf(session))
    this.#caches?.count('user_sessions', kept !== null)
    return kept
  }

  /** @throws what ioredis throws while Redis is away */
  async put(userId: string, session: string, text: string): Promise<void> {
    await this.#redis.eval(PUT, 1, keyOf(userId), fieldOf(session), text, KEEP_MS)
    await this.#caches?.note('user_sessions', keyOf(userId))
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
