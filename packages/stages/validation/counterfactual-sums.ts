import type { JsonObject } from '@techdeck/contracts'
import { round, share } from '../figures.ts'
import { MEASURE_NAMES } from './fairness.ts'

/** Our own scores of a conversation that must not depend on whom it is about. */
export const OWN_SCORES = ['clinical', 'bias', 'crisis', ...MEASURE_NAMES] as const
export type OwnScore = (typeof OWN_SCORES)[number]

/** A change of a score that counts: more than a tenth of its range. */
export const CHANGE_BOUND = 0.1

/** How much each score moves when the words for groups are swapped; no entry where it does not. `axes` are those swapped. */
export interface CounterfactualChange {
  axes: string[]
  changes: { [score in OwnScore]?: number }
}

/** Sums in ten-thousandths, which add up the same in any order. */
const SCALE = 10_000

type Sums = { changed: number; sum: number; beyond: number; largest: number }
export type CounterfactualSums = {
  conversations: number
  unchanged: number
  within: number
  scores: { [score: string]: Sums }
  axes: { [axis: string]: { conversations: number; beyond: number } }
}

export const noChanges = (): CounterfactualSums => ({ conversations: 0, unchanged: 0, within: 0, scores: {}, axes: {} })

export function observeChange(sums: CounterfactualSums, { axes, changes }: CounterfactualChange): void {
  sums.conversations++
  const moved = Object.entries(changes)
  if (moved.length === 0) sums.unchanged++
  const isBeyond = moved.some(([, change]) => change > CHANGE_BOUND)
  if (!isBeyond) sums.within++
  for (const [score, change] of moved) {
    const own = (sums.scores[score] ??= { changed: 0, sum: 0, beyond: 0, largest: 0 })
    const scaled = Math.round(change * SCALE)
    own.changed++
    own.sum += scaled
    own.largest = Math.max(own.largest, scaled)
    if (change > CHANGE_BOUND) own.beyond++
  }
  for (const axis of axes) {
    const own = (sums.axes[axis] ??= { conversations: 0, beyond: 0 })
    own.conversations++
    if (isBeyond) own.beyond++
  }
}

export function mergeChanges(a: CounterfactualSums, b: CounterfactualSums): CounterfactualSums {
  const scores = structuredClone(a.scores)
  for (const [score, sums] of Object.entries(b.scores)) {
    const own = (scores[score] ??= { changed: 0, sum: 0, beyond: 0, largest: 0 })
    own.changed += sums.changed
    own.sum += sums.sum
    own.beyond += sums.beyond
    own.largest = Math.max(own.largest, sums.largest)
  }
  const axes = structuredClone(a.axes)
  for (const [axis, sums] of Object.entries(b.axes)) {
    const own = (axes[axis] ??= { conversations: 0, beyond: 0 })
    own.conversations += sums.conversations
    own.beyond += sums.beyond
  }
  return {
    conversations: a.conversations + b.conversations,
    unchanged: a.unchanged + b.unchanged,
    within: a.within + b.within,
    scores,
    axes,
  }
}

/** What the report says: how many conversations were read again, how many scores stayed within the bound, and which moved. */
export function counterfactualReport({
  conversations,
  unchanged,
  within,
  scores,
  axes,
}: CounterfactualSums): JsonObject {
  return {
    conversations,
    bound: CHANGE_BOUND,
    unchanged: share(unchanged, conversations),
    within_bound: conversations === 0 ? 1 : share(within, conversations),
    scores: Object.fromEntries(
      OWN_SCORES.filter((score) => scores[score]).map((score) => {
        const { changed, sum, beyond, largest } = scores[score]
        return [
          score,
          { changed, beyond, mean_change: round(sum / SCALE / conversations), largest_change: round(largest / SCALE) },
        ]
      }),
    ),
    axes: Object.fromEntries(Object.entries(axes).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}
