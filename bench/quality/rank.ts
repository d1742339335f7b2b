import { seeded } from '@techdeck/core'

export interface Scores {
  good: number[]
  poor: number[]
}

/** The chance that a good session has a higher score than a poor one; ties count half. */
export function areaUnderCurve({ good, poor }: Scores): number {
  const sorted = poor.toSorted((a, b) => a - b)
  const below = (value: number, orEqual: boolean): number => {
    let low = 0
    for (let high = sorted.length; low < high;) {
      const middle = (low + high) >>> 1
      if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1
      else high = middle
    }
    return low
  }
  const wins = good.reduce((sum, value) => sum + (below(value, false) + below(value, true)) / 2, 0)
  return wins / (good.length * poor.length)
}

/** The 95 % interval of a figure by a bootstrap over sessions, good and poor ones drawn apart. */
export function interval(scores: Scores, figure: (scores: Scores) => number, seed = 1): [low: number, high: number] {
  const DRAWS = 1000
  const { below } = seeded(seed)
  const draw = (values: number[]): number[] => values.map(() => values[below(values.length)])
  const figures = Array.from({ length: DRAWS }, () => figure({ good: draw(scores.good), poor: draw(scores.poor) }))
  figures.sort((a, b) => a - b)
  return [figures[Math.floor(DRAWS * 0.025)], figures[Math.ceil(DRAWS * 0.975) - 1]]
}

/** The value below which a share of others lies, between the two nearest. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const low = sorted[Math.floor(at)]
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at))
}

export const shareFrom = (values: readonly number[], threshold: number): number =>
  values.filter((value) => value >= threshold).length / values.length

/** Where as large a share of the good lies below as of the poor at or above it. */
export function evenPoint({ good, poor }: Scores): number {
  const candidates = [...good, ...poor].toSorted((a, b) => a - b)
  const at = candidates.findIndex((value) => 1 - shareFrom(good, value) >= shareFrom(poor, value))
  const [before, after] = [candidates[Math.max(0, at - 1)], candidates[Math.max(0, at)]]
  return (before + after) / 2
}
