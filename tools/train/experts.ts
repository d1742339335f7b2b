import { FAMILIES, outputsOf, type AnyModel, type Family } from '@techdeck/analysis/model'
import { rounded } from './metrics.ts'
import { fit, scoresOf, type Solution, type Targets } from './regression.ts'
import { columnsOf, type Features } from './sparse.ts'

export const FOLDS = 5
/** From strong to weak, so that each solution is a start for the next one. */
const PENALTIES = [100, 30, 10, 3, 1, 0.3, 0.1, 0.03]

/** A regression on a part of the features. */
export interface Expert {
  readonly families: readonly Family[]
  readonly penalty: number
  /** What its scores are multiplied by before they are added to those of the others. */
  readonly weight: number
  readonly tried: readonly [penalty: number, value: number][]
}

interface Choice {
  /** Rows that may be learnt from, and the fold of each. */
  known: readonly number[]
  foldOfCase: readonly number[]
  /** How well scores of the known rows do. */
  value: (scores: Float64Array) => number
}

/**
 * The experts that a model asks for, each under the penalty with which it does best on groups that it has not seen, and
 * what all say together of the known rows, none of which they had then learnt from.
 */
export function chooseExperts(
  model: AnyModel,
  features: Features,
  targets: Targets,
  choice: Choice,
): { experts: Expert[]; scores: Float64Array } {
  const parts: readonly (readonly Family[])[] = model.data.experts ?? [FAMILIES]
  const scores = new Float64Array(choice.known.length * outputsOf(model))
  const experts = parts.map((families): Expert => {
    const { penalty, tried, scores: own } = choosePenalty(model, features, families, targets, choice)
    const weight = parts.length === 1 ? 1 : 1 / spreadOf(own, targets)
    own.forEach((score, at) => (scores[at] += weight * score))
    return { families, penalty, weight, tried }
  })
  return { experts, scores }
}

/** The weights of all columns that add up what the experts learn from `rows`. */
export function learn(
  experts: readonly Expert[],
  features: Features,
  targets: Targets,
  rows: readonly number[],
): Solution {
  const { outputs } = targets
  const all = new Float64Array((features.matrix.columns + 1) * outputs)
  for (const { families, penalty, weight } of experts) {
    const { matrix, columns } = columnsOf(features, families)
    const solution = fit(matrix, targets, rows, penalty)
    // The last one is for the biases.
    for (const [own, column] of [...columns, features.matrix.columns].entries())
      for (let k = 0; k < outputs; k++) all[column * outputs + k] += weight * solution[own * outputs + k]
  }
  return all
}

function choosePenalty(
  model: AnyModel,
  features: Features,
  families: readonly Family[],
  targets: Targets,
  { known, foldOfCase, value }: Choice,
): { penalty: number; scores: Float64Array; tried: [penalty: number, value: number][] } {
  const outputs = outputsOf(model)
  const { matrix } = columnsOf(features, families)
  const folds = Array.from({ length: FOLDS }, (_, fold) => {
    const places = [...known.keys()].filter((at) => foldOfCase[at] === fold)
    const within = known.filter((_row, at) => foldOfCase[at] !== fold)
    return { places, out: places.map((at) => known[at]), within, solution: undefined as Solution | undefined }
  })
  const { penalties = PENALTIES } = model.data
  const tried: [number, number][] = []
  let worse = 0
  let best = { penalty: penalties[0], scores: new Float64Array(known.length * outputs), reached: -Infinity }
  for (const penalty of penalties) {
    const scores = new Float64Array(known.length * outputs)
    for (const fold of folds) {
      if (fold.places.length === 0) continue
      fold.solution = fit(matrix, targets, fold.within, penalty, fold.solution)
      const own = scoresOf(matrix, fold.solution, outputs, fold.out)
      fold.places.forEach((at, i) => scores.set(own.subarray(i * outputs, (i + 1) * outputs), at * outputs))
    }
    const reached = value(scores)
    tried.push([penalty, rounded(reached)])
    worse = reached > best.reached ? 0 : worse + 1
    if (worse === 0) best = { penalty, scores, reached }
    // It only gets worse, and slower, from here on.
    if (worse === 2) break
  }
  return { penalty: best.penalty, scores: best.scores, tried }
}

/** The standard deviation of scores; where they add up to 1 as probabilities, of their differences within a row. */
function spreadOf(scores: Float64Array, { outputs, exclusive }: Targets): number {
  const centred = Float64Array.from(scores)
  if (exclusive)
    for (let from = 0; from < centred.length; from += outputs) {
      const row = centred.subarray(from, from + outputs)
      const middle = mean(row)
      row.forEach((score, k) => (row[k] = score - middle))
    }
  const middle = mean(centred)
  return Math.sqrt(mean(centred.map((score) => (score - middle) ** 2))) || 1
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
