import { newSecret, sha256 } from '@techdeck/core'
import type { Permission } from '@techdeck/contracts'
import type { Redis } from 'ioredis'
import { ticketKey } from './names.ts'

/** Whom a ticket signs in, and what for. */
export interface TicketGrant {
  userId: string
  /** Null for tokens that belong to no session. */
  sessionId: string | null
  /** The API token that asked for it, whose end is its end. */
  tokenId?: string | null
  permissions: Permission[]
}

export interface TicketOptions {
  /** What they are for; a ticket of one kind is none of another. */
  kind?: string
  lifeS?: number
}

/** One-time tickets: 256 random bits, kept as a hash, for 15 s where nothing else is said, by the clock of Redis. */
export class RedisTickets<Grant extends object = TicketGrant> {
  readonly #redis: Redis
  readonly #kind: string
  readonly #lifeS: number

  constructor(redis: Redis, { kind = 'socket', lifeS = 15 }: TicketOptions = {}) {
    this.#redis = redis
    this.#kind = kind
    this.#lifeS = lifeS
  }

  /** Throws when Redis is away. */
  async issue(grant: Grant): Promise<{ ticket: string; expiresInS: number }> {
    const ticket = newSecret()
    await this.#redis.set(this.#keyOf(ticket), JSON.stringify(grant), 'EX', this.#lifeS)
    return { ticket, expiresInS: this.#lifeS }
  }

  /** What it grants, once: of any number that present the same ticket one gets it. Throws when Redis is away. */
  async redeem(ticket: string): Promise<Grant | null> {
    const grant = await this.#redis.getdel(this.#keyOf(ticket))
    return grant === null ? null : (JSON.parse(grant) as Grant)
  }

  /** Grants the same to whoever presents a secret of the caller's own, as often as it is presented in its time. */
  async keep(secret: string, grant: Grant): Promise<void> {
    await this.#redis.set(this.#keyOf(secret), JSON.stringify(grant), 'EX', this.#lifeS)
  }

  /** What was kept under a secret. Throws when Redis is away. */
  async find(secret: string): Promise<Grant | null> {
    const grant = await this.#redis.get(this.#keyOf(secret))
    return grant === null ? null : (JSON.parse(grant) as Grant)
  }

  #keyOf(ticket: string): string {
    return ticketKey(this.#kind, sha256(ticket))
  }
}
