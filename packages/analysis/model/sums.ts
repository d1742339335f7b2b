import { kernel, sumsOf, type Kernel } from '../kernel/kernel.ts'
import type { Document } from '../text/document.ts'
import type { FormTable } from '../text/forms.ts'
import type { FieldOptions, ModelInput, Range } from './definition.ts'
import { bucketOf, FieldWalker, letterWeight } from './features.ts'
import { placeOfWord, type WordVectors } from './vectors.ts'
import { LEVELS, rowOf, type ScoreWeights, type WeightRows } from './weights.ts'

/** What stands in a field of each case. */
type Cases = readonly (readonly Range[])[]

/** One field of cases: sums up what its words say. */
class FieldScorer {
  private readonly walker: FieldWalker
  private readonly weights: WeightRows
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
   */
  constructor(walker: FieldWalker, weights: WeightRows, vectors: WordVectors | null, vectorWeights: Float32Array) {
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
        once: this.once,
        pairSeed: walker.pairSeed,
        firstSeeds: walker.firstSeeds,
        lastSeeds: walker.lastSeeds,
        empty: walker.empty,
        scales: weights.scales.map((levels) => levels[LEVELS + 128] / LEVELS ** 2),
      },
      rows.length / outputs,
    )
  }

  /** Adds what the field says of each case to its scores. Sees what {@link FieldWalker.walk} sees. */
  add(document: Document, cases: Cases, scores: number, stride: number): void {
    const { walker, field } = this
    const { formTable } = document
    if (this.table !== formTable || this.values.length < formTable.ids.length * this.width) this.makeRoom(formTable)
    const { forms, hashes } = this.kernel.place(document)
    const pairs = walker.options.pairs ? this.kernel.pairsOf(walker.field, walker.pairSeed) : 0
    const { run } = this.kernel
    for (let done = 0; ;) {
      const [from, to] = writeCases(this.kernel, cases, done)
      const unknown = run.addField(field.byteOffset, forms, hashes, pairs, from, to, scores + done * stride)
      if (unknown === 0) return
      done += unknown - 1
      for (const ranges of cases.slice(done)) this.learnWords(document, ranges)
    }
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
    const { rows, scales, outputs } = this.weights
    const { values } = this
    for (let k = 0, from = row * outputs; k < outputs; k++, from++)
      values[at + k] += scales[k][rows[from] + 128] * weight
  }
}

/** Writes the cases from the one at `first` on where `addField` reads them; gives where they begin and end. */
function writeCases(into: Kernel, cases: Cases, first: number): readonly [from: number, to: number] {
  let count = 0
  for (let at = first; at < cases.length; at++) count += 1 + 2 * cases[at].length
  const numbers = into.roomForIntegers(count)
  let written = 0
  for (let at = first; at < cases.length; at++) {
    const ranges = cases[at]
    numbers[written++] = ranges.length
    for (let range = 0; range < ranges.length; range++) {
      numbers[written++] = ranges[range][0]
      numbers[written++] = ranges[range][1]
    }
  }
  return [numbers.byteOffset, numbers.byteOffset + written * 4]
}

/** Sums up what weights say of cases: those of one model, or of several that read the same. */
export class Sums<F extends string> {
  /** How many numbers there are of each case: one for each output, and what fills the last four of them up. */
  readonly stride: number
  private readonly weights: ScoreWeights
  private readonly kernel = kernel()
  private readonly fields: readonly (readonly [name: F, field: FieldScorer])[]
  private scores: Float64Array

  /** @param vectors needed where a field reads them */
  constructor(fields: Readonly<Record<F, FieldOptions>>, weights: ScoreWeights, vectors: WordVectors | null) {
    this.weights = weights
    this.stride = sumsOf(weights.outputs)
    this.scores = this.roomFor(8)
    let read = 0
    this.fields = Object.entries<FieldOptions>(fields).map(([name, options], at) => {
      const width = options.vectors === undefined ? 0 : vectors!.dimensions * weights.outputs
      const vectorWeights = weights.vectorWeights.subarray(read, (read += width))
      const walker = new FieldWalker(at, options)
      return [name as F, new FieldScorer(walker, weights, width > 0 ? vectors : null, vectorWeights)]
    })
  }

  /** The sums of each case, {@link stride} numbers for each; good until the next call. All are of one document. */
  of(inputs: readonly ModelInput<F>[]): Float64Array {
    const { stride } = this
    const { bias, denseCentre, denseWeights, outputs } = this.weights
    if (inputs.length * stride > this.scores.length) {
      this.kernel.own.free(this.scores.byteOffset, this.scores.byteLength)
      this.scores = this.roomFor(inputs.length * 2)
    }
    const { scores } = this
    for (let at = 0; at < inputs.length * stride; at += stride)
      for (let k = 0; k < outputs; k++) scores[at + k] = bias[k]
    if (inputs.length === 0) return scores
    for (const [name, field] of this.fields)
      field.add(
        inputs[0].document,
        inputs.map(({ fields }) => fields[name]),
        scores.byteOffset,
        stride * 8,
      )
    const { length } = denseCentre
    if (length === 0) return scores
    const values = this.kernel.roomForDoubles(inputs.length * length)
    let written = 0
    for (const { dense } of inputs) for (let at = 0; at < length; at++) values[written++] = dense![at]
    const { byteOffset: from } = values
    const [centres, rows] = [denseCentre.byteOffset, denseWeights.byteOffset]
    this.kernel.run.addDense(from, from + written * 8, length, centres, rows, outputs, scores.byteOffset, stride * 8)
    return scores
  }

  private roomFor(cases: number): Float64Array {
    const { own } = this.kernel
    return own.doubles(own.allocate(cases * this.stride * 8), cases * this.stride)
  }
}
