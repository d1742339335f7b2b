const FIRST_MS = 5000
const GROWTH = 4
const LONGEST_MS = 12 * 3_600_000
/** Over a day in all. */
const MOST_TRIES = 10
const JITTER = 0.2

/**
 * When a message is tried again that failed so many times: after 5 s, 20 s, 80 s … at most 12 h, each a fifth sooner or
 * later, so that those that failed together do not come back together. Null when it was tried often enough.
 */
export function nextTry(failed: number, now: Date, random: () => number = Math.random): Date | null {
  if (failed >= MOST_TRIES) return null
  const pause = Math.min(FIRST_MS * GROWTH ** (failed - 1), LONGEST_MS)
  return new Date(now.getTime() + Math.round(pause * (1 - JITTER + 2 * JITTER * random())))
}
