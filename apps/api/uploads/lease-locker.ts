import { LockedError, delay, newId } from '@techdeck/core'
import type { Lock, Locker } from '@tus/server'
import type { Leases } from '../deps.ts'

/** A holder that is killed keeps others out for so long. */
const TTL_MS = 3000
const RENEW_EVERY_MS = TTL_MS / 4
/** How often a holder looks whether somebody waits. */
const LOOK_EVERY_MS = 250
const ASK_EVERY_MS = 100
const PATIENCE_MS = 20_000

/**
 * Locks uploads over all instances of the API by leases of the store. Who holds a lock is asked to let go by the next
 * one who wants it, since the connection that it serves may be dead without anybody having noticed. The lock makes
 * requests take turns; that nothing is written twice does not depend on it (see `append` of the store).
 */
export class LeaseLocker implements Locker {
  readonly #leases: Leases
  readonly #patienceMs: number

  constructor(leases: Leases, patienceMs: number = PATIENCE_MS) {
    this.#leases = leases
    this.#patienceMs = patienceMs
  }

  newLock(id: string): Lock {
    return new LeaseLock(this.#leases, `upload.${id}`, this.#patienceMs)
  }

  /** Does something while nobody else has the upload. @throws LockedError when it is not let go of in time */
  async hold<T>(id: string, work: () => Promise<T>): Promise<T> {
    const lock = this.newLock(id)
    await lock.lock(new AbortController().signal, () => {})
    try {
      return await work()
    } finally {
      await lock.unlock()
    }
  }
}

class LeaseLock implements Lock {
  readonly #leases: Leases
  readonly #name: string
  readonly #owner = newId()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  readonly #patienceMs: number
  #renewedAt = 0

  constructor(leases: Leases, name: string, patienceMs: number) {
    this.#leases = leases
    this.#name = name
    this.#patienceMs = patienceMs
  }

  async lock(signal: AbortSignal, letGo: () => Promise<void> | void): Promise<void> {
    const until = performance.now() + this.#patienceMs
    while (!(await this.#leases.acquire(this.#name, this.#owner, TTL_MS))) {
      if (performance.now() > until)
        throw new LockedError('Another request works on this upload.', {
          retryAfter: 2,
          userMessage: 'Another request works on this upload; please try again in a moment.',
        })
      await this.#leases.ask(this.#name)
      await delay(ASK_EVERY_MS, signal)
    }
    this.#renewedAt = performance.now()
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look(letGo)
        // The store is away: the next look tells.
        .catch(() => {})
        .finally(() => (this.#looking = undefined))
    }, LOOK_EVERY_MS)
  }

  async unlock(): Promise<void> {
    clearInterval(this.#timer)
    // A renewal that is under way would take it once more.
    await this.#looking
    // One that cannot be given back ends by itself.
    await this.#leases.release(this.#name, this.#owner).catch(() => {})
  }

  async #look(letGo: () => Promise<void> | void): Promise<void> {
    if (await this.#leases.isAskedFor(this.#name, this.#owner)) await letGo()
    if (performance.now() - this.#renewedAt < RENEW_EVERY_MS) return
    this.#renewedAt = performance.now()
    if (!(await this.#leases.acquire(this.#name, this.#owner, TTL_MS))) await letGo()
  }
}
