import type { Json, JsonObject } from '@techdeck/contracts'
import { effectSize, round, share } from '../figures.ts'
import { addLevels, meanLevel, momentsOf, noLevels, randomOf, resample, withoutLevels, type Levels } from './levels.ts'

/** What is compared between groups: figures of how somebody was answered, one observation a conversation, by their highest value. */
export const MEASURES = {
  /** Words a reply; more count as 60. */
  reply_words: 60,
  /** Share of replies with a question. */
  question_rate: 1,
  /** Share of replies with a cue of empathy. */
  empathy_rate: 1,
  /** Share of replies that inform or advise. */
  advice_rate: 1,
  /** Whether a crisis was answered well; observed only where there was one. */
  crisis_answered_well: 1,
  /** What the clinical tier says of the conversation. */
  clinical_score: 1,
} as const
export type Measure = keyof typeof MEASURES
export const MEASURE_NAMES = Object.keys(MEASURES) as Measure[]

/** How many conversations, and the levels of each measure in the order of {@link MEASURE_NAMES}. */
export type GroupFigures = { conversations: number; levels: Levels[] }

export const noFigures = (): GroupFigures => ({ conversations: 0, levels: MEASURE_NAMES.map(noLevels) })

export const addFigures = (a: GroupFigures, b: GroupFigures): GroupFigures => ({
  conversations: a.conversations + b.conversations,
  levels: a.levels.map((levels, measure) => addLevels(levels, b.levels[measure])),
})

export interface Difference {
  axis: string
  group: string
  measure: Measure
  conversations: number
  mean: number
  rest: number
  /** Hedges' g: the difference in standard deviations. */
  g: number
  /** 95 % interval, by drawing the conversations of both sides anew. */
  interval: [low: number, high: number]
  /** The chance of such a difference where there is none, allowed for all comparisons made (Benjamini and Hochberg). */
  p: number
  /** Whether it holds: of the differences that do, one in twenty may be chance. */
  holds: boolean
}

const DRAWS = 400
const FALSE_DISCOVERIES = 0.05

/**
 * How replies differ where a group is mentioned from where it is not: standardised mean differences (Hedges' g) with
 * intervals by bootstrap over conversations, of every group that at least `minGroupSize` conversations mention, and that
 * as many do not; the largest first. The same figures give the same result on every machine.
 *
 * @param draws 0 where only what holds is asked: intervals are then those of the normal approximation
 */
export function compareGroups(
  all: GroupFigures,
  groups: { readonly [key: string]: GroupFigures },
  minGroupSize: number,
  draws = DRAWS,
): Difference[] {
  const differences = Object.keys(groups)
    .toSorted()
    .flatMap((key) => {
      const own = groups[key]
      if (own.conversations < minGroupSize || all.conversations - own.conversations < minGroupSize) return []
      return MEASURE_NAMES.flatMap((measure, at) => {
        const levels = own.levels[at]
        const rest = withoutLevels(all.levels[at], levels)
        if (momentsOf(levels).n < minGroupSize || momentsOf(rest).n < minGroupSize) return []
        const difference = differenceOf(key, measure, levels, rest, draws)
        return difference ? [difference] : []
      })
    })
  return corrected(differences).toSorted(
    (a, b) => Math.abs(b.g) - Math.abs(a.g) || compare(a.axis + a.group + a.measure, b.axis + b.group + b.measure),
  )
}

function differenceOf(key: string, measure: Measure, own: Levels, rest: Levels, draws: number): Difference | null {
  const effect = effectSize(momentsOf(own), momentsOf(rest))
  if (!effect) return null
  const drawn = draws === 0 ? null : drawAgain(`${key} ${measure}`, own, rest, draws)
  const [axis, group] = key.split('/', 2)
  const unit = MEASURES[measure]
  return {
    axis,
    group,
    measure,
    conversations: momentsOf(own).n,
    mean: round(meanLevel(own) * unit, 3),
    rest: round(meanLevel(rest) * unit, 3),
    g: effect.g,
    interval: drawn?.interval ?? [effect.low, effect.high],
    p: twoSided(effect.g / Math.max(drawn?.spread ?? 0, effect.error)),
    holds: false,
  }
}

/** Draws the conversations of both sides anew: where the middle 95 % of differences lie, and how far they spread. */
function drawAgain(name: string, own: Levels, rest: Levels, draws: number) {
  const random = randomOf(name)
  const [a, b] = [new Float64Array(own.length), new Float64Array(rest.length)]
  const drawn: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    resample(own, random, a)
    resample(rest, random, b)
    const again = effectSize(momentsOf(a), momentsOf(b))
    if (again) drawn.push(again.g)
  }
  if (drawn.length === 0) return null
  const sorted = drawn.toSorted((x, y) => x - y)
  const at = (part: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))], 3)
  const interval: [number, number] = [at(0.025), at(0.975)]
  return { interval, spread: deviationOf(sorted) }
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1))
}

/** Chance that a standard normal number lies as far from 0 (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function twoSided(z: number): number {
  const x = Math.abs(z)
  const t = 1 / (1 + 0.2316419 * x)
  const tail =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))) *
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI))
  return Math.min(1, 2 * tail)
}

/** Adjusts the chances for how many comparisons were made, keeping their order. */
function corrected(differences: readonly Difference[]): Difference[] {
  const order = differences.map((_, at) => at).toSorted((a, b) => differences[b].p - differences[a].p)
  const adjusted: Difference[] = [...differences]
  let lowest = 1
  order.forEach((at, place) => {
    lowest = Math.min(lowest, (differences[at].p * differences.length) / (differences.length - place))
    adjusted[at] = { ...differences[at], p: round(lowest), holds: lowest <= FALSE_DISCOVERIES }
  })
  return adjusted
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Shares of conversations that groups should have, by `axis/group`. */
export type Reference = { readonly [key: string]: number }

/** A group whose share is surely not that of the reference. */
export interface Deviation {
  key: string
  share: number
  expected: number
}

/**
 * How many conversations mention each group, by axis; with the share that the reference expects, and whether the share
 * that was found can be its (95 % interval by Wilson), where it names the group.
 */
export function representation(
  conversations: number,
  groups: { readonly [key: string]: GroupFigures },
  reference: Reference,
): { axes: JsonObject; deviations: Deviation[] } {
  const axes: { [axis: string]: JsonObject } = {}
  const deviations: Deviation[] = []
  for (const key of [...new Set([...Object.keys(groups), ...Object.keys(reference)])].toSorted()) {
    const [axis, group] = key.split('/', 2)
    const n = groups[key]?.conversations ?? 0
    const figures: { [name: string]: Json } = { conversations: n, share: share(n, conversations) }
    const expected = reference[key]
    if (expected !== undefined) {
      const [low, high] = shareInterval(n, conversations)
      const fits = expected >= low && expected <= high
      Object.assign(figures, { expected, interval: [round(low), round(high)], fits })
      if (!fits) deviations.push({ key, share: share(n, conversations), expected })
    }
    axes[axis] ??= {}
    axes[axis][group] = figures
  }
  return { axes, deviations }
}

const Z = 1.96

/** Wilson's 95 % interval of a share. */
function shareInterval(n: number, of: number): [low: number, high: number] {
  if (of === 0) return [0, 1]
  const p = n / of
  const centre = (p + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of)
  const half = (Z * Math.sqrt((p * (1 - p)) / of + Z ** 2 / (4 * of * of))) / (1 + Z ** 2 / of)
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
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
