import { minimise, type Objective } from './minimise.ts'
import type { SparseMatrix } from './sparse.ts'

/** What is to be learnt: for each row and output 1 or 0, and what it counts. */
export interface Targets {
  readonly outputs: number
  /** Whether just one output of a row is 1, so that their probabilities add up to 1. */
  readonly exclusive: boolean
  readonly truth: Uint8Array
  readonly weights: Float32Array
}

/** Weights of all columns (`outputs` numbers each), then the biases. */
export type Solution = Float64Array

/**
 * Logistic regression of `rows` with a penalty on squared weights; biases are free. `penalty` is the reciprocal of
 * scikit-learn's C.
 *
 * @param start is changed and returned: a solution with another penalty saves time
 */
export function fit(
  matrix: SparseMatrix,
  targets: Targets,
  rows: readonly number[],
  penalty: number,
  start: Solution = new Float64Array((matrix.columns + 1) * targets.outputs),
): Solution {
  const { outputs, exclusive, truth, weights } = targets
  const { starts, at, values, columns } = matrix
  const scores = new Float64Array(outputs)
  const biases = columns * outputs
  if (outputs === 1) {
    minimise(objectiveOfOneOutput(matrix, targets, rows, penalty), start)
    return start
  }
  minimise((x, gradient) => {
    let loss = 0
    for (let i = 0; i < biases; i++) {
      gradient[i] = penalty * x[i]
      loss += x[i] * x[i]
    }
    loss *= penalty / 2
    gradient.fill(0, biases)
    for (const row of rows) {
      addScores(matrix, x, row, scores)
      const own = row * outputs
      loss += exclusive ? toResidualsOfOne(scores, truth, weights, own) : toResidualsOfEach(scores, truth, weights, own)
      for (let k = 0; k < outputs; k++) gradient[biases + k] += scores[k]
      for (let i = starts[row]; i < starts[row + 1]; i++) {
        const value = values[i]
        for (let k = 0, w = at[i] * outputs; k < outputs; k++, w++) gradient[w] += value * scores[k]
      }
    }
    return loss
  }, start)
  return start
}

/** The same as for several outputs, with the loops over them left out. */
function objectiveOfOneOutput(
  { starts, at, values, columns }: SparseMatrix,
  { truth, weights }: Targets,
  rows: readonly number[],
  penalty: number,
): Objective {
  return (x, gradient) => {
    let loss = 0
    for (let i = 0; i < columns; i++) {
      const weight = x[i]
      gradient[i] = penalty * weight
      loss += weight * weight
    }
    loss *= penalty / 2
    let bias = 0
    for (const row of rows) {
      const end = starts[row + 1]
      let score = x[columns]
      for (let i = starts[row]; i < end; i++) score += values[i] * x[at[i]]
      const towards = truth[row] ? score : -score
      loss += weights[row] * (towards > 0 ? Math.log1p(Math.exp(-towards)) : Math.log1p(Math.exp(towards)) - towards)
      const residual = weights[row] * (1 / (1 + Math.exp(-score)) - truth[row])
      bias += residual
      for (let i = starts[row]; i < end; i++) gradient[at[i]] += values[i] * residual
    }
    gradient[columns] = bias
    return loss
  }
}

/** The scores of one row. */
function addScores(
  { starts, at, values, columns }: SparseMatrix,
  x: Solution,
  row: number,
  scores: Float64Array,
): void {
  const { length } = scores
  for (let k = 0; k < length; k++) scores[k] = x[columns * length + k]
  for (let i = starts[row]; i < starts[row + 1]; i++) {
    const value = values[i]
    for (let k = 0, w = at[i] * length; k < length; k++, w++) scores[k] += value * x[w]
  }
}

/** Puts weight × (probability − truth) in the place of each score, and returns the loss. */
function toResidualsOfOne(scores: Float64Array, truth: Uint8Array, weights: Float32Array, own: number): number {
  let top = -Infinity
  for (const score of scores) top = Math.max(top, score)
  let sum = 0
  let right = 0
  for (let k = 0; k < scores.length; k++) {
    if (truth[own + k]) right = scores[k] - top
    sum += scores[k] = Math.exp(scores[k] - top)
  }
  const weight = weights[own]
  for (let k = 0; k < scores.length; k++) scores[k] = weight * (scores[k] / sum - truth[own + k])
  return weight * (Math.log(sum) - right)
}

function toResidualsOfEach(scores: Float64Array, truth: Uint8Array, weights: Float32Array, own: number): number {
  let loss = 0
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k]
    const weight = weights[own + k]
    const towards = truth[own + k] ? score : -score
    loss += weight * (towards > 0 ? Math.log1p(Math.exp(-towards)) : Math.log1p(Math.exp(towards)) - towards)
    scores[k] = weight * (1 / (1 + Math.exp(-score)) - truth[own + k])
  }
  return loss
}

/** The scores of `rows`, one row after the other. */
export function scoresOf(matrix: SparseMatrix, x: Solution, outputs: number, rows: readonly number[]): Float64Array {
  const all = new Float64Array(rows.length * outputs)
  rows.forEach((row, at) => addScores(matrix, x, row, all.subarray(at * outputs, (at + 1) * outputs)))
  return all
}

/** Targets from the places of the classes that each row has. `balanced`: each class counts the same in sum. */
export function targetsOf(
  labels: readonly (readonly number[])[],
  outputs: number,
  kind: 'one' | 'binary' | 'many',
  balanced = true,
): Targets {
  const truth = new Uint8Array(labels.length * outputs)
  const weights = new Float32Array(truth.length).fill(1)
  const isTrue = (row: number, k: number) => (kind === 'binary' ? labels[row][0] === 1 : labels[row].includes(k))
  for (let k = 0; k < outputs; k++)
    labels.forEach((_, row) => {
      if (isTrue(row, k)) truth[row * outputs + k] = 1
    })
  if (!balanced) return { outputs, exclusive: kind === 'one', truth, weights }
  const n = labels.length
  for (let k = 0; k < outputs; k++) {
    const rows = [...labels.keys()]
    const positives = rows.filter((row) => truth[row * outputs + k] === 1)
    // Of one label a row, the label's weight is that of the row; of several each output has weights of its own.
    if (kind === 'one')
      for (const row of positives) weights.fill(n / (outputs * positives.length), row * outputs, (row + 1) * outputs)
    else
      for (const row of rows) {
        const isPositive = truth[row * outputs + k] === 1
        weights[row * outputs + k] = n / (2 * (isPositive ? positives.length : n - positives.length))
      }
  }
  return { outputs, exclusive: kind === 'one', truth, weights }
}
