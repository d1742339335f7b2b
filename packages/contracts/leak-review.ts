import { z } from 'zod'
import { LEAK_CATEGORIES } from './entities.ts'

/** A place of a conversation that still tells who somebody is, as a reviewer marked it; never its text. */
export const Leak = z.strictObject({
  turn: z.int().nonnegative(),
  /** Code points of the turn's text; `end` is exclusive. */
  start: z.int().nonnegative(),
  end: z.int().positive(),
  category: z.enum(LEAK_CATEGORIES),
})
export type Leak = z.infer<typeof Leak>

export interface LeakMark {
  by: string
  at: Date
  leaks: Leak[]
}

/** A random sample of what an execution exported, and what people found in it. One an execution. */
export interface LeakReview {
  /** The execution's id. */
  id: string
  workspaceId: string
  /** Of the execution. */
  userId: string
  /** What the sample was drawn by: whoever has the export can draw it again. */
  seed: string
  /** Data sets that it is of. */
  datasetIds: string[]
  /** Conversations that it was drawn from. */
  population: number
  sample: { datasetId: string; conversation: string }[]
  /** By conversation. */
  marks: { [conversation: string]: LeakMark }
  drawnBy: string
  drawnAt: Date
  signedOff: { by: string; at: Date } | null
}

/**
 * The exact upper bound of a rate, one-sided (Clopper and Pearson): with `found` of `n`, the rate is below it with the
 * confidence given. 1 where nothing was looked at.
 */
export function upperBound(found: number, n: number, confidence = 0.95): number {
  if (n === 0 || found >= n) return 1
  let [low, high] = [found / n, 1]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (atMost(found, n, middle) > 1 - confidence) low = middle
    else high = middle
  }
  return high
}

/** P(X ≤ found) of a binomial, added up from its first term by ratios. */
function atMost(found: number, n: number, p: number): number {
  let log = n * Math.log1p(-p)
  let sum = Math.exp(log)
  for (let k = 0; k < found; k++) {
    log += Math.log((n - k) / (k + 1)) + Math.log(p) - Math.log1p(-p)
    sum += Math.exp(log)
  }
  return sum
}

/** Conversations of the sample that were looked at, and those with a leak. */
export function leakFigures({ sample, marks }: Pick<LeakReview, 'sample' | 'marks'>): {
  sample: number
  reviewed: number
  leaking: number
  leaks: number
  upper95: number
} {
  const all = Object.values(marks)
  const leaking = all.filter(({ leaks }) => leaks.length > 0).length
  return {
    sample: sample.length,
    reviewed: all.length,
    leaking,
    leaks: all.reduce((sum, { leaks }) => sum + leaks.length, 0),
    upper95: upperBound(leaking, all.length),
  }
}
