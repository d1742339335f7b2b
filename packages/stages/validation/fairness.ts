import type { Json, JsonObject } from '@techdeck/contracts'
import { effectSize, meanOf, normalQuantile, round, share, without, type Moments } from '../figures.ts'

/** What is compared between groups: figures of the helper's replies, one observation a conversation. */
export const MEASURES = {
  /** Words a reply; in tenths. */
  reply_words: 10,
  /** Share of replies with a question; in thousandths, as those below. */
  question_rate: 1000,
  /** Share of replies with a cue of empathy. */
  empathy_rate: 1000,
  /** Whether a crisis was answered well; observed only where there was one. */
  crisis_answered_well: 1000,
} as const
export type Measure = keyof typeof MEASURES
export const MEASURE_NAMES = Object.keys(MEASURES) as Measure[]

export type GroupFigures = { conversations: number; measures: { [measure in Measure]: Moments } }

export interface Difference {
  axis: string
  group: string
  measure: Measure
  mean: number
  rest: number
  g: number
  interval: [low: number, high: number]
  /** Whether the difference holds when all comparisons made are allowed for (Bonferroni). */
  holds: boolean
}

/**
 * How replies differ where a group is mentioned from where it is not: standardised mean differences (Hedges' g, 95 %
 * interval) of every group that at least `minGroupSize` conversations mention, the largest first.
 */
export function compareGroups(
  all: GroupFigures,
  groups: { readonly [key: string]: GroupFigures },
  minGroupSize: number,
): Difference[] {
  const differences = Object.entries(groups)
    .filter(([, { conversations }]) => conversations >= minGroupSize)
    .flatMap(([key, figures]) => {
      const [axis, group] = key.split('/', 2)
      return MEASURE_NAMES.flatMap((measure) => {
        const own = figures.measures[measure]
        const rest = without(all.measures[measure], own)
        const effect = effectSize(own, rest)
        if (!effect) return []
        const unit = MEASURES[measure]
        const means = { mean: round(meanOf(own) / unit, 3), rest: round(meanOf(rest) / unit, 3) }
        return [
          {
            axis,
            group,
            measure,
            ...means,
            g: effect.g,
            interval: [effect.low, effect.high] as [number, number],
            error: effect.error,
          },
        ]
      })
    })
  const z = differences.length === 0 ? 0 : -normalQuantile(0.025 / differences.length)
  return differences
    .map(({ error, ...difference }) => ({ ...difference, holds: Math.abs(difference.g) - z * error > 0 }))
    .toSorted(
      (a, b) => Math.abs(b.g) - Math.abs(a.g) || compare(a.axis + a.group + a.measure, b.axis + b.group + b.measure),
    )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** How many conversations mention each group, by axis. */
export function representation(conversations: number, groups: { readonly [key: string]: GroupFigures }): JsonObject {
  const axes: { [axis: string]: JsonObject } = {}
  for (const key of Object.keys(groups).toSorted()) {
    const [axis, group] = key.split('/', 2)
    axes[axis] ??= {}
    axes[axis][group] = {
      conversations: groups[key].conversations,
      share: share(groups[key].conversations, conversations),
    }
  }
  return axes
}

/** For each measure: groups compared, how many differences hold, the largest, and lowest over highest group mean. */
export function fairnessOf(differences: readonly Difference[]): JsonObject {
  const metrics: { [measure: string]: Json } = {}
  for (const measure of MEASURE_NAMES) {
    const own = differences.filter((difference) => difference.measure === measure)
    if (own.length === 0) continue
    const means = own.map(({ mean }) => mean)
    const highest = Math.max(...means)
    metrics[measure] = {
      groups: own.length,
      differences_that_hold: own.filter(({ holds }) => holds).length,
      largest_g: own[0].g,
      parity: highest > 0 ? round(Math.min(...means) / highest) : 1,
    }
  }
  return metrics
}
