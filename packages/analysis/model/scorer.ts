import type { FormCache, FormTable } from '../text/forms.ts'
import { newSlot } from '../text/forms.ts'
import type { Document } from '../text/document.ts'
import { outputsOf, type ModelDefinition, type ModelInput } from './definition.ts'
import { bucketOf, FieldWalker, fieldWeight, letterWeight, pairHashes, type PairHashes } from './features.ts'
import { placeOfWord, type WordVectors } from './vectors.ts'
import { rowOf, type Weights } from './weights.ts'

/** One field of a scorer: sums up what its words say. */
class FieldScorer {
  readonly walker: FieldWalker
  private readonly weights: Weights
  private readonly once: boolean
  private readonly slot = newSlot()
  /** Sums that are weighed by the number of words, and sums that are not. */
  private readonly sums: Float64Array
  private readonly placed: Float64Array
  private cache!: FormCache
  /** Numbers that are kept of each word: the outputs, rounded up to fours. */
  private readonly width: number
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
    this.width = weights.outputs === 1 ? 1 : Math.ceil(weights.outputs / 4) * 4
    this.sums = new Float64Array(weights.outputs)
    this.placed = new Float64Array(weights.outputs)
    this.rowRuns = new Int32Array(once ? weights.rows.length / weights.outputs : 0)
  }

  /** Adds what the field says to `scores`. Sees what {@link FieldWalker.walk} sees, in loops of its own for speed. */
  add({ document, fields }: ModelInput, name: string, scores: Float64Array): void {
    const { sums, placed, walker, once } = this
    const { formTable } = document
    this.cache = formTable.cache(this.slot, this.width)
    sums.fill(0)
    placed.fill(0)
    this.run++
    if (once && this.formRuns.length < formTable.ids.length) this.formRuns = new Int32Array(formTable.ids.length)
    const pairs = walker.options.pairs ? pairHashes(document, walker.field) : null
    let words = 0
    let tokens = 0
    const ranges = fields[name]
    for (let at = 0; at < ranges.length; at++) {
      const range = ranges[at]
      const from = range[0]
      const to = range[1]
      if (from === to) continue
      words += once ? this.addWordsOnce(document, from, to) : this.addWords(document, from, to)
      if (pairs) this.addPairs(pairs, from, to)
      if (walker.hasPlaces) walker.walkPlaces(document, range, this)
      tokens += to - from
    }
    if (tokens === 0) this.place(walker.empty)
    const weight = fieldWeight(words)
    for (let k = 0; k < scores.length; k++) scores[k] += sums[k] * weight + placed[k]
  }

  /** Gives how many words there are. */
  private addWords({ forms, formTable }: Document, from: number, to: number): number {
    const { sums, cache } = this
    const { known } = cache
    let words = 0
    for (let at = from; at < to; at++) {
      const form = forms[at]
      if (form === 0) continue
      words++
      if (known[form] === 0) this.learn(formTable, form)
    }
    if (sums.length === 1) sums[0] += sumOfOne(forms, from, to, cache.values)
    else for (let k = 0; k < sums.length; k += 4) addFour(forms, from, to, cache, k, sums)
    return words
  }

  /** Gives how many words there are that the field had not yet. */
  private addWordsOnce({ forms, formTable }: Document, from: number, to: number): number {
    const { sums, cache, formRuns, run } = this
    const { length } = sums
    let words = 0
    for (let at = from; at < to; at++) {
      const form = forms[at]
      if (form === 0 || formRuns[form] === run) continue
      formRuns[form] = run
      words++
      if (cache.known[form] === 0) this.learn(formTable, form)
      for (let k = 0, place = form * cache.width; k < length; k++, place++) sums[k] += cache.values[place]
    }
    return words
  }

  private addPairs({ inner, first, last }: PairHashes, from: number, to: number): void {
    const { bitmap, bits } = this.weights
    const shift = 32 - bits
    this.addPair(first(from) >>> shift)
    for (let at = from + 1; at < to; at++) {
      const bucket = inner[at] >>> shift
      if ((bitmap[bucket >>> 5] >>> (bucket & 31)) & 1) this.addPair(bucket)
    }
    this.addPair(last(to - 1) >>> shift)
  }

  private addPair(bucket: number): void {
    const row = rowOf(this.weights, bucket)
    if (row < 0) return
    if (this.once) {
      if (this.rowRuns[row] === this.run) return
      this.rowRuns[row] = this.run
    }
    this.addTo(this.sums, row)
  }

  place(hash: number): void {
    const row = rowOf(this.weights, bucketOf(hash, this.weights.bits))
    if (row >= 0) this.addTo(this.placed, row)
  }

  /** Computes what a word and its letters say, for all documents of the table. */
  private learn(table: FormTable, form: number): void {
    const { cache, weights } = this
    const { token, word, letters } = this.walker.hashesOf(table, form)
    const at = form * this.width
    this.learnRow(rowOf(weights, bucketOf(word, weights.bits)), 1, cache.values, at)
    const weight = letterWeight(letters.length)
    for (const hash of letters) this.learnRow(rowOf(weights, bucketOf(hash, weights.bits)), weight, cache.values, at)
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

  private addTo(sums: Float64Array, row: number): void {
    const { rows, scale, outputs } = this.weights
    const from = row * outputs
    if (outputs === 1) sums[0] += scale[rows[from] + 128]
    else for (let k = 0; k < outputs; k++) sums[k] += scale[rows[from + k] + 128]
  }

  private learnRow(row: number, weight: number, to: Float32Array, at: number): void {
    if (row < 0) return
    const { rows, scale, outputs } = this.weights
    for (let k = 0, from = row * outputs; k < outputs; k++, from++) to[at + k] += scale[rows[from] + 128] * weight
  }
}

function sumOfOne(forms: Int32Array, from: number, to: number, values: Float32Array): number {
  let sum = 0
  for (let at = from; at < to; at++) sum += values[forms[at]]
  return sum
}

/** Four outputs at once, each in a variable of its own. Form 0 says nothing: its values are 0. */
function addFour(
  forms: Int32Array,
  from: number,
  to: number,
  { values, width }: FormCache,
  first: number,
  sums: Float64Array,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  for (let at = from; at < to; at++) {
    const place = forms[at] * width + first
    s0 += values[place]
    s1 += values[place + 1]
    s2 += values[place + 2]
    s3 += values[place + 3]
  }
  sums[first] += s0
  if (first + 1 < sums.length) sums[first + 1] += s1
  if (first + 2 < sums.length) sums[first + 2] += s2
  if (first + 3 < sums.length) sums[first + 3] += s3
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
