import type { JsonObject } from '@techdeck/contracts'
import { listOf, numberOf, objectOf } from '../../json.ts'

/** How replies to a group differ from those to all others in one measure. */
export interface Difference {
  readonly axis: string
  readonly group: string
  readonly measure: string
  readonly conversations: number
  /** In standard deviations, with its 95 % interval. */
  readonly g: number
  readonly low: number
  readonly high: number
  readonly holds: boolean
}

/** The comparisons of a bias report, those that hold first, the largest first among them. */
export function differencesOf(analysis: JsonObject): Difference[] {
  return listOf(analysis['differences'])
    .map(objectOf)
    .flatMap((each): Difference[] => {
      const { axis, group, measure, conversations, g, interval, holds } = each
      const [low, high] = listOf(interval).map(numberOf)
      if (typeof axis !== 'string' || typeof group !== 'string' || typeof measure !== 'string') return []
      if (typeof g !== 'number' || low === null || high === null || low === undefined || high === undefined) return []
      return [
        { axis, group, measure, conversations: numberOf(conversations) ?? 0, g, low, high, holds: holds === true },
      ]
    })
    .toSorted((a, b) => Number(b.holds) - Number(a.holds) || Math.abs(b.g) - Math.abs(a.g))
}

/** The ends of the scale on which these are drawn: the same to both sides of 0, so that none looks larger than it is. */
export const scaleOf = (differences: readonly Difference[]): number =>
  Math.max(0.5, ...differences.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
