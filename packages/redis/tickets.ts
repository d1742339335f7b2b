import { createHash, randomBytes } from 'node:crypto'
import type { Permission } from '@techdeck/contracts'
import type { Redis } from 'ioredis'
import { ticketKey } from './names.ts'

/** Whom a ticket signs in, and what for. */
export interface TicketGrant {
  userId: string
  /** Null for tokens that belong to no session. */
  sessionId: string | null
  permissions: Permission[]
}

const LIFE_S = 15

/** One-time tickets: 256 random bits, kept as a hash for 15 s by the clock of Redis. */
export class RedisTickets {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  /** Throws when Redis is away. */
  async issue(grant: TicketGrant): Promise<{ ticket: string; expiresInS: number }> {
    const ticket = randomBytes(32).toString('base64url')
    await this.#redis.set(keyOf(ticket), JSON.stringify(grant), 'EX', LIFE_S)
    return { ticket, expiresInS: LIFE_S }
  }

  /** What it grants, once: of any number that present the same ticket one gets it. Throws when Redis is away. */
  async redeem(ticket: string): Promise<TicketGrant | null> {
    const grant = await this.#redis.getdel(keyOf(ticket))
    return grant === null ? null : (JSON.parse(grant) as TicketGrant)
  }
}

const keyOf = (ticket: string): string => ticketKey(createHash('sha256').update(ticket).digest('hex'))
