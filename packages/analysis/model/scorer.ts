import { kernel, RANGE_BYTES, sumsOf } from '../kernel/kernel.ts'
import type { Document } from '../text/document.ts'
import type { FormTable } from '../text/forms.ts'
import { outputsOf, type ModelDefinition, type ModelInput, type Range } from './definition.ts'
import { bucketOf, FieldWalker, letterWeight } from './features.ts'
import { placeOfWord, type WordVectors } from './vectors.ts'
import { LEVELS, rowOf, type Weights } from './weights.ts'

/** One field of a scorer: sums up what its words say. */
class FieldScorer {
  private readonly walker: FieldWalker
  private readonly weights: Weights
  private readonly vectors: WordVectors | null
  private readonly vectorWeights: Float32Array
  private readonly kernel = kernel()
  /** Numbers that are kept of each word: one for each output, and what fills the last four of them up. */
  private readonly width: number
  /** The table whose words are known, with what each of them says; the first number is none where that is not known. */
  private table: FormTable | null = null
  private values: Float32Array = new Float32Array(0)
  private readonly field: Int32Array
  private readonly once: boolean

  /**
   * @param vectors with the weights of their dimensions, where the field reads them
   * @param scores address of the scores that are added to
   */
  constructor(
    walker: FieldWalker,
    weights: Weights,
    vectors: WordVectors | null,
    vectorWeights: Float32Array,
    scores: number,
  ) {
    const { index, rows, outputs, bits } = weights
    this.walker = walker
    this.weights = weights
    this.vectors = vectors
    this.vectorWeights = vectorWeights
    this.width = outputs === 1 ? 1 : sumsOf(outputs)
    this.once = walker.options.once ?? false
    this.field = this.kernel.define(
      {
        stride: this.width * 4,
        outputs,
        index: index.byteOffset,
        rows: rows.byteOffset,
        shift: 32 - bits,
        scores,
        once: this.once,
        pairSeed: walker.pairSeed,
        firstSeeds: walker.firstSeeds,
        lastSeeds: walker.lastSeeds,
        empty: walker.empty,
        scale: weights.top / LEVELS ** 2,
      },
      rows.length / outputs,
    )
  }

  /** Adds what the field says to the scores. Sees what {@link FieldWalker.walk} sees. */
  add(document: Document, ranges: readonly Range[]): void {
    const { walker, field } = this
    const { formTable } = document
    if (this.table !== formTable || this.values.length < formTable.ids.length * this.width) this.makeRoom(formTable)
    const { forms, hashes } = this.kernel.place(document)
    const pairs = walker.options.pairs ? this.kernel.pairsOf(walker.field, walker.pairSeed) : 0
    const from = this.kernel.writeRanges(ranges)
    const to = from + ranges.length * RANGE_BYTES
    const { run } = this.kernel
    if (run.addField(field.byteOffset, forms, hashes, pairs, from, to) === 0) return
    this.learnWords(document, ranges)
    run.addField(field.byteOffset, forms, hashes, pairs, from, to)
  }

  private learnWords({ forms, formTable }: Document, ranges: readonly Range[]): void {
    const { values, width } = this
    for (const [from, to] of ranges)
      for (let at = from; at < to; at++) if (Number.isNaN(values[forms[at] * width])) this.learn(formTable, forms[at])
  }

  /** Room for all words of a table. Form 0 says nothing. */
  private makeRoom(table: FormTable): void {
    const { values, width } = this
    const { own } = this.kernel
    const { length } = table.ids
    if (values.length < length * width) {
      this.values = own.floats(own.allocate(length * width * 4), length * width)
      this.values.set(values)
      if (values.length > 0) own.free(values.byteOffset, values.byteLength)
      this.field[0] = this.values.byteOffset
      if (this.once) this.kernel.makeStamps(length, 0)
    }
    this.values.fill(Number.NaN, this.table === table ? values.length : 0)
    this.values.fill(0, 0, width)
    this.table = table
  }

  /** Computes what a word and its letters say, for all documents of the table. */
  private learn(table: FormTable, form: number): void {
    const { weights, values, width } = this
    const { token, word, letters } = this.walker.hashesOf(table, form)
    const at = form * width
    values.fill(0, at, at + width)
    this.learnRow(rowOf(weights, bucketOf(word, weights.bits)), 1, at)
    const weight = letterWeight(letters.length)
    for (const hash of letters) this.learnRow(rowOf(weights, bucketOf(hash, weights.bits)), weight, at)
    if (this.vectors) this.learnVector(this.vectors, token, at)
  }

  private learnVector(vectors: WordVectors, token: number, at: number): void {
    const place = placeOfWord(vectors, token)
    if (place < 0) return
    const { dimensions, levels, scales } = vectors
    const { outputs } = this.weights
    const { values } = this
    for (let d = 0; d < dimensions; d++) {
      const value = levels[place * dimensions + d] * scales[place]
      for (let k = 0; k < outputs; k++) values[at + k] += value * this.vectorWeights[d * outputs + k]
    }
  }

  private learnRow(row: number, weight: number, at: number): void {
    if (row < 0) return
    const { rows, scale, outputs } = this.weights
    const { values } = this
    for (let k = 0, from = row * outputs; k < outputs; k++, from++) values[at + k] += scale[rows[from] + 128] * weight
  }
}

/**
 * Judges cases by a model's weights, in time linear in their words. Remembers what it found out about each word; what it
 * says depends on the case alone.
 */
export class Scorer<F extends string = string, C extends string = string> {
  readonly definition: ModelDefinition<F, C>
  private readonly weights: Weights
  private readonly kernel = kernel()
  private readonly fields: readonly (readonly [name: F, field: FieldScorer])[]
  private readonly scores: Float64Array
  private readonly probabilities: Float32Array

  /** @param vectors needed where a field reads them */
  constructor(definition: ModelDefinition<F, C>, weights: Weights, vectors: WordVectors | null = null) {
    this.definition = definition
    this.weights = weights
    const { own } = this.kernel
    const outputs = outputsOf(definition)
    this.scores = own.doubles(own.allocate(sumsOf(outputs) * 8), outputs)
    this.probabilities = new Float32Array(definition.classes.length)
    let read = 0
    this.fields = Object.entries<(typeof definition.fields)[F]>(definition.fields).map(([name, options], at) => {
      const walker = new FieldWalker(at, options)
      const width = options.vectors === undefined ? 0 : vectors!.dimensions * weights.outputs
      const vectorWeights = weights.vectorWeights.subarray(read, (read += width))
      const { byteOffset } = this.scores
      return [name as F, new FieldScorer(walker, weights, width > 0 ? vectors : null, vectorWeights, byteOffset)]
    })
  }

  /** What the weights add up to for each output, before calibration; good until the next call. */
  rawScores({ document, fields, dense }: ModelInput<F>): Float64Array {
    const { scores } = this
    const { bias, denseCentre, denseWeights, outputs } = this.weights
    for (let k = 0; k < outputs; k++) scores[k] = bias[k]
    for (const [name, field] of this.fields) field.add(document, fields[name])
    const { length } = denseCentre
    if (length > 0) {
      const values = this.kernel.writeValues(dense!, length)
      const { run } = this.kernel
      run.addDense(values, length, denseCentre.byteOffset, denseWeights.byteOffset, outputs, scores.byteOffset)
    }
    return scores
  }

  /** Calibrated probabilities, in the order of the classes; good until the next call. */
  score(input: ModelInput<F>): Float32Array {
    return calibrate(this.definition.kind, this.rawScores(input), this.weights, this.probabilities)
  }

  /** The same, to keep. */
  probabilitiesOf(input: ModelInput<F>): number[] {
    const probabilities = this.score(input)
    const kept: number[] = []
    for (let k = 0; k < probabilities.length; k++) kept.push(probabilities[k])
    return kept
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
