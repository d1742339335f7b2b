import type { FormCache, FormTable } from '../text/forms.ts'
import { newSlot } from '../text/forms.ts'
import { outputsOf, type ModelDefinition, type ModelInput } from './definition.ts'
import { bucketOf, FieldWalker, fieldWeight, letterWeight, type FeatureSink } from './features.ts'
import { placeOfWord, type WordVectors } from './vectors.ts'
import { rowOf, type Weights } from './weights.ts'

/** One field of a scorer: sums up what its words say. */
class FieldScorer implements FeatureSink {
  readonly walker: FieldWalker
  private readonly weights: Weights
  private readonly once: boolean
  private readonly slot = newSlot()
  /** Sums that are weighed by the number of words, and sums that are not. */
  private readonly sums: Float64Array
  private readonly placed: Float64Array
  private words = 0
  private cache!: FormCache
  private table!: FormTable
  private run = 0
  private formRuns = new Int32Array(0)
  private readonly rowRuns: Int32Array
  private readonly vectors: WordVectors | null
  private readonly vectorWeights: Float32Array

  /** @param vectors with the weights of their dimensions, where the field reads them */
  constructor(
    walker: FieldWalker,
    weights: Weights,
    once: boolean,
    vectors: WordVectors | null,
    vectorWeights: Float32Array,
  ) {
    this.vectors = vectors
    this.vectorWeights = vectorWeights
    this.walker = walker
    this.weights = weights
    this.once = once
    this.sums = new Float64Array(weights.outputs)
    this.placed = new Float64Array(weights.outputs)
    this.rowRuns = new Int32Array(once ? weights.rows.length / weights.outputs : 0)
  }

  /** Adds what the field says to `scores`. */
  add(input: ModelInput, name: string, scores: Float64Array): void {
    const { formTable } = input.document
    this.table = formTable
    this.cache = formTable.cache(this.slot, this.weights.outputs)
    this.sums.fill(0)
    this.placed.fill(0)
    this.words = 0
    this.run++
    if (this.once && this.formRuns.length < formTable.ids.length) this.formRuns = new Int32Array(formTable.ids.length)
    this.walker.walk(input.document, input.fields[name], this)
    const weight = fieldWeight(this.words)
    for (let k = 0; k < scores.length; k++) scores[k] += this.sums[k] * weight + this.placed[k]
  }

  word(form: number): void {
    if (form === 0) return
    const { cache, sums } = this
    if (this.once) {
      if (this.formRuns[form] === this.run) return
      this.formRuns[form] = this.run
    }
    this.words++
    if (cache.known[form] === 0) this.learn(form)
    const { values } = cache
    const { length } = sums
    for (let k = 0, at = form * length; k < length; k++, at++) sums[k] += values[at]
  }

  sequence(hash: number): void {
    const row = rowOf(this.weights, bucketOf(hash, this.weights.bits))
    if (row < 0) return
    if (this.once) {
      if (this.rowRuns[row] === this.run) return
      this.rowRuns[row] = this.run
    }
    this.addRow(row, 1, this.sums, 0)
  }

  place(hash: number): void {
    this.addRow(rowOf(this.weights, bucketOf(hash, this.weights.bits)), 1, this.placed, 0)
  }

  /** Computes what a word and its letters say, for all documents of the table. */
  private learn(form: number): void {
    const { cache, weights } = this
    const { token, word, letters } = this.walker.hashesOf(this.table, form)
    const at = form * weights.outputs
    this.addRow(rowOf(weights, bucketOf(word, weights.bits)), 1, cache.values, at)
    const weight = letterWeight(letters.length)
    for (const hash of letters) this.addRow(rowOf(weights, bucketOf(hash, weights.bits)), weight, cache.values, at)
    if (this.vectors) this.addVector(this.vectors, token, cache.values, at)
    cache.known[form] = 1
  }

  private addVector(vectors: WordVectors, token: number, to: Float32Array, at: number): void {
    const place = placeOfWord(vectors, token)
    if (place < 0) return
    const { dimensions, levels, scales } = vectors
    const { outputs } = this.weights
    for (let d = 0; d < dimensions; d++) {
      const value = levels[place * dimensions + d] * scales[place]
      for (let k = 0; k < outputs; k++) to[at + k] += value * this.vectorWeights[d * outputs + k]
    }
  }

  private addRow(row: number, weight: number, to: Float32Array | Float64Array, at: number): void {
    if (row < 0) return
    const { rows, scale, outputs } = this.weights
    for (let k = 0, from = row * outputs; k < outputs; k++, from++) to[at + k] += scale[rows[from] + 128] * weight
  }
}

/**
 * Judges cases by a model's weights, in time linear in their words. Remembers what it found out about each word; what it
 * says depends on the case alone.
 */
export class Scorer<F extends string = string, C extends string = string> {
  readonly definition: ModelDefinition<F, C>
  private readonly weights: Weights
  private readonly fields: readonly (readonly [name: string, field: FieldScorer])[]
  private readonly scores: Float64Array
  private readonly probabilities: Float32Array

  /** @param vectors needed where a field reads them */
  constructor(definition: ModelDefinition<F, C>, weights: Weights, vectors: WordVectors | null = null) {
    this.definition = definition
    this.weights = weights
    let read = 0
    this.fields = Object.entries<(typeof definition.fields)[F]>(definition.fields).map(([name, options], at) => {
      const walker = new FieldWalker(at, options)
      const width = options.vectors === undefined ? 0 : vectors!.dimensions * weights.outputs
      const own = weights.vectorWeights.subarray(read, (read += width))
      return [name, new FieldScorer(walker, weights, options.once ?? false, width > 0 ? vectors : null, own)]
    })
    this.scores = new Float64Array(outputsOf(definition))
    this.probabilities = new Float32Array(definition.classes.length)
  }

  /** What the weights add up to for each output, before calibration; good until the next call. */
  rawScores(input: ModelInput<F>): Float64Array {
    const { scores } = this
    const { bias, denseCentre, denseWeights } = this.weights
    for (let k = 0; k < scores.length; k++) scores[k] = bias[k]
    for (const [name, field] of this.fields) field.add(input, name, scores)
    for (let i = 0; i < denseCentre.length; i++) {
      const value = input.dense![i] - denseCentre[i]
      for (let k = 0; k < scores.length; k++) scores[k] += value * denseWeights[i * scores.length + k]
    }
    return scores
  }

  /** Calibrated probabilities, in the order of the classes; good until the next call. */
  score(input: ModelInput<F>): Float32Array {
    return calibrate(this.definition.kind, this.rawScores(input), this.weights, this.probabilities)
  }

  /** The class to decide for; kind `one` or `binary`. */
  decide(probabilities: ArrayLike<number>): C {
    return this.definition.classes[decideOne(this.definition.kind, probabilities, this.weights.decision)]
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

/** Probabilities from scores. */
export function calibrate(
  kind: ModelDefinition['kind'],
  scores: ArrayLike<number>,
  { slope, shift }: { slope: number; shift: ArrayLike<number> },
  into: Float32Array,
): Float32Array {
  if (kind === 'one') {
    let top = -Infinity
    for (let k = 0; k < into.length; k++) top = Math.max(top, slope * scores[k] + shift[k])
    let sum = 0
    for (let k = 0; k < into.length; k++) sum += into[k] = Math.exp(slope * scores[k] + shift[k] - top)
    for (let k = 0; k < into.length; k++) into[k] /= sum
  } else if (kind === 'binary') {
    into[1] = logistic(slope * scores[0] + shift[0])
    into[0] = 1 - into[1]
  } else for (let k = 0; k < into.length; k++) into[k] = logistic(slope * scores[k] + shift[k])
  return into
}

/** The place of the class to decide for. */
export function decideOne(
  kind: ModelDefinition['kind'],
  probabilities: ArrayLike<number>,
  decision: ArrayLike<number>,
): number {
  if (kind === 'binary') return logOdds(probabilities[1]) + decision[0] > 0 ? 1 : 0
  let best = 0
  let highest = -Infinity
  for (let k = 0; k < probabilities.length; k++) {
    const value = Math.log(Math.max(probabilities[k], SMALL)) + decision[k]
    if (value > highest) [best, highest] = [k, value]
  }
  return best
}
