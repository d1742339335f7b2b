import type { Throttle } from '../../deps.ts'
import { tooMany } from '../../plugins/rate-limit.ts'

/** Attempts at one password from one address, until one succeeds. */
const LIMIT = { max: 10, windowMs: 300_000 }

/**
 * Counts an attempt before it is made. While Redis is away attempts pass: each costs a password hash, of which a process
 * makes two at a time.
 *
 * @throws {@link RateLimitExceededError} when there were too many
 */
export async function countAttempt(throttle: Throttle, name: string): Promise<void> {
  const { allowed, retryAfterMs } = await throttle.take(name, LIMIT).catch(() => ({ allowed: true, retryAfterMs: 0 }))
  if (!allowed) throw tooMany(retryAfterMs)
}

export const forgetAttempts = (throttle: Throttle, name: string): Promise<void> => throttle.clear(name).catch(() => {})
