import { sha256, type Logger } from '@techdeck/core'
import type { Throttle, Waits } from './deps.ts'
import { tooMany } from './plugins/rate-limit.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** How long an address counts as one that an account signs in from. */
const TRUSTED_MS = 30 * DAY_MS

/** `free` failures cost nothing, then each makes the next wait twice as long, from `firstMs` to `mostMs`; see NIST 800-63B for `count`. */
function growing({ free, firstMs, mostMs, count }: Record<'free' | 'firstMs' | 'mostMs' | 'count', number>): number[] {
  return Array.from({ length: count }, (_, at) => (at < free ? 0 : Math.min(mostMs, firstMs * 2 ** (at - free))))
}

/** Of one account: five in a row, then 5, 10, 20 … s to a quarter of an hour; after a hundred it is locked for a day. */
const ACCOUNT: Waits = {
  ms: [...growing({ free: 4, firstMs: 5000, mostMs: 15 * MINUTE_MS, count: 99 }), DAY_MS],
  keepMs: DAY_MS,
}
/** Of one address, whichever accounts it tries. */
const ADDRESS: Waits = {
  ms: growing({ free: 19, firstMs: 5000, mostMs: 15 * MINUTE_MS, count: 40 }),
  keepMs: 60 * MINUTE_MS,
}

/** The subject of guesses at the password of an e-mail address, whoever has it. */
export const accountOf = (email: string): string => sha256(email.trim().toLowerCase()).slice(0, 32)

export interface Guesses {
  /**
   * Makes an attempt at a secret of `subject`, which counts as a failure from before it is made until `check` gives
   * something. One that breaks off, since what it needs is away, counts as none. Known and unknown subjects count alike.
   * From an address that the subject has succeeded from in the last month its failures count by themselves, so that
   * nobody locks a person out of their own account from elsewhere. `check` is told how long the next one has to wait,
   * should this one fail, in milliseconds.
   *
   * @throws {@link RateLimitExceededError} when it comes too early, and what `check` throws
   */
  attempt<T>(subject: string, address: string, check: (waitMs: number) => Promise<T | null>): Promise<T | null>
  /** Forgets what failed of a subject, wherever it came from, as an administrator or a one-time link may. */
  forget(subject: string): Promise<void>
}

/** Counts in Redis, over all instances and their restarts; while it is away each process counts for itself. */
export function createGuesses(shared: Throttle, logger: Logger): Guesses {
  const throttle = withFallback(shared, createLocalThrottle(), logger)
  return {
    async attempt(subject, address, check) {
      const isKnown = (await throttle.trusted(subject)).includes(address)
      const account = isKnown ? pairOf(subject, address) : `account:${subject}`
      const from = `address:${address}`
      const byAddress = await throttle.take(from, ADDRESS)
      if (!byAddress.allowed) throw tooMany(byAddress.retryAfterMs)
      const byAccount = await throttle.take(account, ACCOUNT)
      if (!byAccount.allowed) throw tooMany(byAccount.retryAfterMs)
      const giveBack = (name: string) => throttle.giveBack(name)
      const found = await check(byAccount.retryAfterMs).catch(async (error: unknown) => {
        await Promise.all([account, from].map(giveBack))
        throw error
      })
      if (found !== null)
        await Promise.all([throttle.clear(account), giveBack(from), throttle.trust(subject, address, TRUSTED_MS)])
      return found
    },
    async forget(subject) {
      const pairs = (await throttle.trusted(subject)).map((address) => pairOf(subject, address))
      await Promise.all([`account:${subject}`, ...pairs].map((name) => throttle.clear(name)))
    },
  }
}

const pairOf = (subject: string, address: string): string => `pair:${subject}:${address}`

function withFallback(shared: Throttle, local: Throttle, logger: Logger): Throttle {
  return new Proxy(shared, {
    get:
      (_, name: keyof Throttle) =>
      async (...args: unknown[]) => {
        try {
          return await Reflect.apply(shared[name], shared, args)
        } catch (error) {
          logger.warn({ err: error }, 'guesses are counted by this process alone')
          return Reflect.apply(local[name], local, args)
        }
      },
  })
}

const MOST_KNOWN = 10_000

/** The same in the memory of this process. */
export function createLocalThrottle(now: () => number = Date.now): Throttle {
  const counted = new Map<string, { failures: number; until: number; keepUntil: number }>()
  return {
    async take(name, { ms, keepMs }) {
      const at = now()
      const known = counted.get(name)
      if (known && at < known.until) return { allowed: false, retryAfterMs: known.until - at }
      if (counted.size >= MOST_KNOWN) counted.clear()
      const failures = (known && at < known.keepUntil ? known.failures : 0) + 1
      const waitMs = ms[Math.min(failures, ms.length) - 1] ?? 0
      counted.set(name, { failures, until: at + waitMs, keepUntil: at + waitMs + keepMs })
      return { allowed: true, retryAfterMs: waitMs }
    },
    async giveBack(name) {
      const known = counted.get(name)
      if (known) counted.set(name, { ...known, failures: known.failures - 1, until: 0 })
    },
    async clear(name) {
      counted.delete(name)
    },
    async trust() {},
    trusted: async () => [],
  }
}
