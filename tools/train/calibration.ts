import { calibrate, decideOne, logOdds, outputsOf, type AnyModel } from '@techdeck/analysis/model'
import { minimise } from './minimise.ts'

export interface Calibration {
  slope: number
  shift: Float32Array
}

/**
 * One slope and a shift for each output, so that probabilities of cases that were not learnt from come true as often as
 * they say (least log loss, each case counting one).
 */
export function fitCalibration(
  model: AnyModel,
  scores: Float64Array,
  labels: readonly (readonly number[])[],
): Calibration {
  const outputs = outputsOf(model)
  const x = new Float64Array(outputs + 1)
  x[0] = 1
  const into = new Float32Array(model.classes.length)
  minimise(
    (at, gradient) => {
      const calibration = { slope: at[0], shift: at.subarray(1) }
      gradient.fill(0)
      // A little penalty: what was seen a few times must not become certain.
      let loss = (at[0] - 1) ** 2 / 2
      gradient[0] = at[0] - 1
      for (let k = 1; k <= outputs; k++) {
        loss += at[k] ** 2 / 20
        gradient[k] = at[k] / 10
      }
      labels.forEach((own, row) => {
        const raw = scores.subarray(row * outputs, (row + 1) * outputs)
        const probabilities = calibrate(model.kind, raw, calibration, into)
        for (let k = 0; k < outputs; k++) {
          const probability = probabilities[model.kind === 'binary' ? 1 : k]
          const isTrue = model.kind === 'binary' ? own[0] === 1 : own.includes(k)
          if (model.kind !== 'one') loss -= Math.log(Math.max(1e-9, isTrue ? probability : 1 - probability))
          else if (isTrue) loss -= Math.log(Math.max(1e-9, probability))
          const residual = probability - (isTrue ? 1 : 0)
          gradient[k + 1] += residual
          gradient[0] += residual * raw[k]
        }
      })
      return loss
    },
    x,
    { steps: 200, tolerance: 1e-7 },
  )
  return { slope: x[0], shift: Float32Array.from(x.subarray(1)) }
}

export type Goal = (predicted: readonly (readonly number[])[]) => number

/**
 * What is added before deciding, chosen on cases that were not learnt from: by the stated cost for `binary` where there
 * is one, else so that the goal is best.
 */
export function chooseDecision(
  model: AnyModel,
  probabilities: readonly Float32Array[],
  labels: readonly (readonly number[])[],
  goal: Goal,
): Float32Array {
  const { cost } = model.data
  if (model.kind === 'binary' && cost) return Float32Array.of(Math.log(cost.missed / cost.false))
  const outputs = outputsOf(model)
  const share = Float64Array.from(
    { length: outputs },
    (_, k) =>
      (0.5 + labels.filter((own) => (model.kind === 'binary' ? own[0] === 1 : own.includes(k))).length) /
      (labels.length + 1),
  )
  const value = (decision: Float32Array) => goal(probabilities.map((each) => decidedFor(model, each, decision)))
  let best: Float32Array = new Float32Array(outputs)
  let most = value(best)
  const consider = (decision: Float32Array, least = 0) => {
    const reached = value(decision)
    if (reached > most + least) [best, most] = [decision, reached]
  }
  if (model.kind === 'binary') return Float32Array.of(widestBest((offset) => value(Float32Array.of(offset))))
  // Rare classes are decided for at lower probabilities, all by one rule: few cases cannot lead astray.
  for (let strength = 0.1; strength <= 1.21; strength += 0.1) {
    if (model.kind === 'one') consider(Float32Array.from(share, (p) => -strength * Math.log(p)))
    else
      for (let offset = -1; offset <= 1; offset += 0.1)
        consider(Float32Array.from(share, (p) => offset - strength * logOdds(p)))
  }
  if (model.kind === 'one' && outputs <= 5)
    for (let round = 0; round < 2; round++)
      for (let k = 0; k < outputs; k++)
        for (const change of [-0.4, -0.2, -0.1, 0.1, 0.2, 0.4]) {
          const decision = Float32Array.from(best)
          decision[k] += change
          consider(decision, 0.001)
        }
  return best
}

const STEP = 0.1
const REACH = 5

/** Where the mean over near offsets is greatest: a threshold that a few cases less would not move. */
function widestBest(value: (offset: number) => number): number {
  const offsets = Array.from({ length: 81 }, (_, at) => (at - 40) * STEP)
  const values = offsets.map(value)
  const means = offsets.map((_, at) => {
    const near = values.slice(Math.max(0, at - REACH), at + REACH + 1)
    return near.reduce((sum, each) => sum + each, 0) / near.length
  })
  const most = Math.max(...means) - 1e-9
  const best = offsets.filter((_, at) => means[at] >= most)
  return best[Math.floor(best.length / 2)]
}

/** The places of the classes that are decided for. */
export function decidedFor(model: AnyModel, probabilities: ArrayLike<number>, decision: ArrayLike<number>): number[] {
  if (model.kind !== 'many') return [decideOne(model.kind, probabilities, decision)]
  return model.classes
    .map((_: string, k: number) => k)
    .filter((k: number) => logOdds(probabilities[k]) + decision[k] > 0)
}
