/** Wall clock, given rather than reached for, so that tests and stages stay deterministic. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
