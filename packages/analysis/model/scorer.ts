import type { ModelDefinition, ModelInput } from './definition.ts'
import { Sums } from './sums.ts'
import type { WordVectors } from './vectors.ts'
import { mergeWeights, type Weights } from './weights.ts'

/**
 * Judges cases by a model's weights, in time linear in their words. Remembers what it found out about each word; what it
 * says depends on the case alone.
 */
export class Scorer<F extends string = string, C extends string = string> {
  readonly definition: ModelDefinition<F, C>
  readonly weights: Weights
  private readonly sums: Sums<F>
  private readonly probabilities: Float32Array

  /** @param vectors needed where a field reads them */
  constructor(definition: ModelDefinition<F, C>, weights: Weights, vectors: WordVectors | null = null) {
    this.definition = definition
    this.weights = weights
    this.sums = new Sums(definition.fields, weights, vectors)
    this.probabilities = new Float32Array(definition.classes.length)
  }

  /** What the weights add up to for each output, before calibration; good until the next call. */
  rawScores(input: ModelInput<F>): Float64Array {
    return this.sums.of([input]).subarray(0, this.weights.outputs)
  }

  /** Calibrated probabilities, in the order of the classes; good until the next call. */
  score(input: ModelInput<F>): Float32Array {
    return calibrate(this.definition.kind, this.sums.of([input]), this.weights, this.probabilities)
  }

  /** The same of many cases of one document, one after the other, to keep: quicker than one by one. */
  scoreAll(inputs: readonly ModelInput<F>[]): Float32Array {
    return this.calibrateAll(this.sums.of(inputs), inputs.length, this.sums.stride)
  }

  /** Probabilities of cases whose scores stand every `stride` numbers, from `first` on. */
  calibrateAll(scores: Float64Array, cases: number, stride: number, first = 0): Float32Array {
    const { kind, classes } = this.definition
    const all = new Float32Array(cases * classes.length)
    for (let at = 0; at < cases; at++)
      calibrate(kind, scores, this.weights, all, first + at * stride, at * classes.length, classes.length)
    return all
  }

  /** The class to decide for, by the probabilities from `from` on; kind `one` or `binary`. */
  decide(probabilities: ArrayLike<number>, from = 0): C {
    const { kind, classes } = this.definition
    return classes[decideOne(kind, probabilities, this.weights.decision, from)]
  }

  /** All classes that apply; kind `many`. */
  decideMany(probabilities: ArrayLike<number>): C[] {
    return this.definition.classes.filter((_, k) => logOdds(probabilities[k]) + this.weights.decision[k] > 0)
  }

  /** The log-odds of the second class by which `binary` decides, above 0 from the threshold on. */
  margin(probabilities: ArrayLike<number>): number {
    return logOdds(probabilities[1]) + this.weights.decision[0]
  }
}

const SMALL = 1e-7
export const logOdds = (p: number): number => Math.log(Math.max(p, SMALL) / Math.max(1 - p, SMALL))
const logistic = (score: number): number => 1 / (1 + Math.exp(-score))

/** Probabilities from scores: of those from `from` on, so many classes, to those of `into` from `to` on. */
export function calibrate(
  kind: ModelDefinition['kind'],
  scores: ArrayLike<number>,
  { slope, shift }: { slope: number; shift: ArrayLike<number> },
  into: Float32Array,
  from = 0,
  to = 0,
  classes = into.length,
): Float32Array {
  if (kind === 'one') {
    let best = 0
    let top = -Infinity
    for (let k = 0; k < classes; k++) {
      const score = slope * scores[from + k] + shift[k]
      if (score > top) {
        top = score
        best = k
      }
    }
    let sum = 0
    for (let k = 0; k < classes; k++)
      sum += into[to + k] = k === best ? 1 : Math.exp(slope * scores[from + k] + shift[k] - top)
    for (let k = 0; k < classes; k++) into[to + k] /= sum
  } else if (kind === 'binary') {
    into[to + 1] = logistic(slope * scores[from] + shift[0])
    into[to] = 1 - into[to + 1]
  } else for (let k = 0; k < classes; k++) into[to + k] = logistic(slope * scores[from + k] + shift[k])
  return into
}

/** The place of the class to decide for, by the probabilities from `from` on. */
export function decideOne(
  kind: ModelDefinition['kind'],
  probabilities: ArrayLike<number>,
  decision: ArrayLike<number>,
  from = 0,
): number {
  if (kind === 'binary') return logOdds(probabilities[from + 1]) + decision[0] > 0 ? 1 : 0
  let best = 0
  let highest = -Infinity
  for (let k = 0; k < decision.length; k++) {
    const value = Math.log(Math.max(probabilities[from + k], SMALL)) + decision[k]
    if (value > highest) {
      highest = value
      best = k
    }
  }
  return best
}

/**
 * Models that read the same words in the same way, and nothing else, asked at once: what they read is read once. Says
 * what each says by itself.
 */
export class Panel<F extends string> {
  private readonly scorers: readonly Scorer<F>[]
  private readonly sums: Sums<F>
  /** The first output of each. */
  private readonly firsts: readonly number[]

  constructor(scorers: readonly Scorer<F>[]) {
    const weights = scorers.map((scorer) => scorer.weights)
    this.scorers = scorers
    this.sums = new Sums(scorers[0].definition.fields, mergeWeights(weights), null)
    let first = 0
    this.firsts = weights.map(({ outputs }) => (first += outputs) - outputs)
  }

  /** By model the probabilities of many cases of one document, one after the other, to keep. */
  scoreAll(inputs: readonly ModelInput<F>[]): Float32Array[] {
    const { stride } = this.sums
    const scores = this.sums.of(inputs)
    return this.scorers.map((scorer, at) => scorer.calibrateAll(scores, inputs.length, stride, this.firsts[at]))
  }
}
