import { newSecret, sha256 } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { passKey } from './names.ts'

/** Whose pass it is. What they may do is asked anew whenever it is shown. */
export interface PassGrant {
  userId: string
  /** Null for tokens that belong to no session. */
  sessionId: string | null
}

const LIFE_S = 3600

/** Passes to pages that browsers navigate to: 256 random bits, kept as a hash for an hour by the clock of Redis. */
export class RedisPasses {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  /** Throws when Redis is away. */
  async issue({ userId, sessionId }: PassGrant): Promise<{ pass: string; expiresInS: number }> {
    const pass = newSecret()
    await this.#redis.set(keyOf(pass), JSON.stringify({ userId, sessionId }), 'EX', LIFE_S)
    return { pass, expiresInS: LIFE_S }
  }

  /** Any number of times; `null` when it is expired or none. Throws when Redis is away. */
  async find(pass: string): Promise<PassGrant | null> {
    const grant = await this.#redis.get(keyOf(pass))
    return grant === null ? null : (JSON.parse(grant) as PassGrant)
  }
}

const keyOf = (pass: string): string => passKey(sha256(pass))
