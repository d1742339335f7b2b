import { seeded, sha256 } from '@techdeck/core'
import type { Moments } from '../figures.ts'

/**
 * How often each of eleven levels of a measure was observed: level i stands for i tenths of the measure's highest value.
 * Whole numbers, so they add up the same in any order, and enough to draw conversations anew for intervals.
 */
export type Levels = number[]

const TOP = 10

export const noLevels = (): Levels => Array.from({ length: TOP + 1 }, () => 0)

/** The level of a share in [0, 1]. */
export const levelOf = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * TOP)

export const addLevels = (a: Levels, b: Levels): Levels => a.map((n, level) => n + b[level])
export const withoutLevels = (all: Levels, part: Levels): Levels => all.map((n, level) => Math.max(0, n - part[level]))

/** Moments of the levels. */
export function momentsOf(levels: ArrayLike<number>): Moments {
  const moments = { n: 0, sum: 0, sumSquares: 0 }
  for (let level = 0; level < levels.length; level++) {
    moments.n += levels[level]
    moments.sum += levels[level] * level
    moments.sumSquares += levels[level] * level * level
  }
  return moments
}

/** Mean as a share of the measure's highest value. */
export function meanLevel(levels: Levels): number {
  const { n, sum } = momentsOf(levels)
  return n === 0 ? 0 : sum / n / TOP
}

/** Draws as many conversations as there are, with replacement, into `into`. */
export function resample(levels: Levels, random: () => number, into: Float64Array): void {
  let left = levels.reduce((sum, n) => sum + n, 0)
  let remaining = left
  for (let level = 0; level < levels.length; level++) {
    const drawn = remaining <= 0 || left === 0 ? 0 : binomial(left, Math.min(1, levels[level] / remaining), random)
    into[level] = drawn
    left -= drawn
    remaining -= levels[level]
  }
}

const FEW = 25

/** A binomial number; exact for few draws, by the normal distribution where it is near enough. */
function binomial(n: number, p: number, random: () => number): number {
  if (p <= 0 || n === 0) return 0
  if (p >= 1) return n
  if (p > 0.5) return n - binomial(n, 1 - p, random)
  if (n <= FEW) {
    let hits = 0
    for (let draw = 0; draw < n; draw++) if (random() < p) hits++
    return hits
  }
  if (n * p < 10) {
    // Inversion: the number of steps is about the mean.
    const ratio = p / (1 - p)
    let chance = (1 - p) ** n
    let u = random()
    let hits = 0
    while (u > chance && hits < n) {
      u -= chance
      hits++
      chance *= (ratio * (n - hits + 1)) / hits
    }
    return hits
  }
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.min(n, Math.max(0, Math.round(n * p + normal * Math.sqrt(n * p * (1 - p)))))
}

/** Numbers in [0, 1) from a name: the same on every machine. */
export const randomOf = (name: string): (() => number) => seeded(Number.parseInt(sha256(name).slice(0, 8), 16)).next
