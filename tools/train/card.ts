import { FAMILIES, type AnyModel, type Example } from '@techdeck/analysis/model'
import type { ReadFile } from './data-folder.ts'
import type { Expert } from './experts.ts'
import { figuresOf, rounded, withIntervals, type Interval, type Judged } from './metrics.ts'

/** What is said of a model beside its weights. */
export interface Card {
  model: string
  pack: string
  kind: string
  classes: readonly string[]
  intended_use: string
  known_failures: readonly string[]
  data: { file: string; licence: string; rows: number; sha256: string }[]
  training: {
    cases: number
    held_out: number
    goal: string
    /** Parts of the features that were learnt from apart, with the penalty of each. */
    experts: {
      features: string
      penalty: number
      goal_by_penalty: readonly [penalty: number, value: number][]
    }[]
    bytes: number
  }
  /** Of the cases that were learnt from, each judged by a model that has not seen its group. */
  cross_validated: Record<string, Interval>
  /** Of the held-out fifth of the groups, by weights that were learnt in the same way as the shipped ones, but without it. */
  held_out: Record<string, Interval> | null
  slices: Record<string, { n: number; accuracy: number; macro_f1: number; ece: number }>
}

interface Run {
  files: readonly ReadFile[]
  examples: readonly Example[]
  known: readonly number[]
  heldOut: readonly number[]
  judgedIn: readonly Judged[]
  judgedOut: readonly Judged[]
  experts: readonly Expert[]
  bytes: number
}

export function cardOf(model: AnyModel, run: Run): Card {
  const { data } = model
  return {
    model: model.name,
    pack: model.pack,
    kind: model.kind,
    classes: model.classes,
    intended_use: data.intendedUse,
    known_failures: data.knownFailures,
    data: run.files.map(({ file, rows, sha256 }) => ({
      file,
      licence: data.files.find((each: { file: string }) => each.file === file)!.licence,
      rows: rows.length,
      sha256,
    })),
    training: {
      cases: run.known.length,
      held_out: run.heldOut.length,
      goal: data.goal,
      experts: run.experts.map(({ families, penalty, tried }) => ({
        features: families.length === FAMILIES.length ? 'all' : families.join(' + '),
        penalty,
        goal_by_penalty: tried,
      })),
      bytes: run.bytes,
    },
    cross_validated: withIntervals(model, run.judgedIn),
    held_out: run.judgedOut.length > 0 ? withIntervals(model, run.judgedOut) : null,
    slices: slicesOf(model, run),
  }
}

/** Thirds by length, and the slices that the examples name; of cases judged by models that have not seen their group. */
function slicesOf(model: AnyModel, { examples, known, judgedIn }: Run): Card['slices'] {
  const lengths = known.map((row) => lengthOf(examples[row]))
  const sorted = lengths.toSorted((a, b) => a - b)
  const [third, twoThirds] = [sorted[Math.floor(sorted.length / 3)], sorted[Math.floor((2 * sorted.length) / 3)]]
  const byLength = Map.groupBy(known.keys(), (at) => {
    if (lengths[at] <= third) return `length: up to ${third} tokens`
    return lengths[at] <= twoThirds
      ? `length: ${third + 1} to ${twoThirds} tokens`
      : `length: more than ${twoThirds} tokens`
  })
  const named = Map.groupBy(known.keys(), (at) => examples[known[at]].slice ?? '')
  named.delete('')
  return Object.fromEntries(
    [...byLength, ...named]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, places]) => {
        const { accuracy, macro_f1, ece } = figuresOf(
          model,
          places.map((at) => judgedIn[at]),
        )
        return [name, { n: places.length, accuracy: rounded(accuracy), macro_f1: rounded(macro_f1), ece: rounded(ece) }]
      }),
  )
}

function lengthOf({ input }: Example): number {
  const ranges = Object.values(input.fields).flat()
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0)
}
