import {
  bitsOf,
  bucketOf,
  FieldWalker,
  fieldWeight,
  letterWeight,
  type AnyModel,
  type FeatureSink,
  type ModelInput,
} from '@techdeck/analysis/model'

type FormTable = ModelInput['document']['formTable']

/** Rows of features: those of row `r` are at `starts[r]` to `starts[r + 1]`. */
export interface SparseMatrix {
  readonly rows: number
  readonly columns: number
  readonly starts: Int32Array
  readonly at: Int32Array
  readonly values: Float32Array
}

/** A matrix with what its columns stand for. */
export interface Features {
  readonly matrix: SparseMatrix
  /** The bucket of each column but the last ones, which are the dense features. */
  readonly buckets: Uint32Array
  /** What the values of each column were multiplied by. */
  readonly scale: Float32Array
  readonly denseCentre: Float32Array
  readonly denseScale: Float32Array
}

interface Hashed {
  buckets: Uint32Array
  values: Float32Array
}

/** Gathers what a scorer would look up, by the same walk over the same words. */
class Collector implements FeatureSink {
  private readonly bits: number
  private readonly sums: Float32Array
  private readonly touched: number[] = []
  private readonly fields: { name: string; walker: FieldWalker; once: boolean; known: WeakMap<FormTable, Hashed[]> }[]
  private field!: Collector['fields'][number]
  private table!: FormTable
  private words = 0
  private sequences: number[] = []
  private forms: number[] = []
  private seen = new Set<number>()
  private seenForms = new Set<number>()

  constructor(model: AnyModel) {
    this.bits = bitsOf(model)
    this.sums = new Float32Array(1 << this.bits)
    this.fields = Object.entries<AnyModel['fields'][string]>(model.fields).map(([name, options], at) => ({
      name,
      walker: new FieldWalker(at, options),
      once: options.once ?? false,
      known: new WeakMap(),
    }))
  }

  collect(input: ModelInput): Hashed {
    this.table = input.document.formTable
    for (const field of this.fields) {
      this.field = field
      this.words = 0
      this.sequences = []
      this.forms = []
      this.seen.clear()
      this.seenForms.clear()
      field.walker.walk(input.document, input.fields[field.name], this)
      const weight = fieldWeight(this.words)
      for (const bucket of this.sequences) this.add(bucket, weight)
      for (const form of this.forms) {
        const { buckets, values } = this.hashed(form)
        for (let i = 0; i < buckets.length; i++) this.add(buckets[i], values[i] * weight)
      }
    }
    const buckets = Uint32Array.from(this.touched).toSorted()
    const values = Float32Array.from(buckets, (bucket) => this.sums[bucket])
    for (const bucket of this.touched) this.sums[bucket] = 0
    this.touched.length = 0
    return { buckets, values }
  }

  word(form: number): void {
    if (form === 0) return
    if (this.field.once) {
      if (this.seenForms.has(form)) return
      this.seenForms.add(form)
    }
    this.words++
    this.forms.push(form)
  }

  sequence(hash: number): void {
    const bucket = bucketOf(hash, this.bits)
    if (this.field.once) {
      if (this.seen.has(bucket)) return
      this.seen.add(bucket)
    }
    this.sequences.push(bucket)
  }

  place(hash: number): void {
    this.add(bucketOf(hash, this.bits), 1)
  }

  private hashed(form: number): Hashed {
    const { known, walker } = this.field
    let ofTable = known.get(this.table)
    if (!ofTable) known.set(this.table, (ofTable = []))
    return (ofTable[form] ??= this.hash(walker.hashesOf(this.table, form)))
  }

  private hash({ word, letters }: { word: number; letters: Int32Array }): Hashed {
    const buckets = Uint32Array.from([word, ...letters], (hash) => bucketOf(hash, this.bits))
    const values = new Float32Array(buckets.length).fill(letterWeight(letters.length))
    values[0] = 1
    return { buckets, values }
  }

  private add(bucket: number, value: number): void {
    if (this.sums[bucket] === 0) this.touched.push(bucket)
    this.sums[bucket] += value
  }
}

/**
 * The features of cases: of hashed ones those that at least `rarest` of `learntFrom` (places in `inputs`) have, weighed
 * by how rare they are, and the dense ones standardised.
 */
export function readFeatures(
  model: AnyModel,
  inputs: readonly ModelInput[],
  learntFrom: readonly number[],
  rarest: number,
): Features {
  const collector = new Collector(model)
  const hashed = inputs.map((input) => collector.collect(input))
  const cases = new Uint32Array(1 << bitsOf(model))
  for (const row of learntFrom) for (const bucket of hashed[row].buckets) cases[bucket]++
  const buckets = Uint32Array.from(Array.from(cases.keys()).filter((bucket) => cases[bucket] >= rarest))
  const column = new Int32Array(cases.length).fill(-1)
  buckets.forEach((bucket, at) => (column[bucket] = at))
  const scale = rarity(buckets, cases, learntFrom.length)
  const dense = standardise(model, inputs, learntFrom)
  const { length: denseColumns } = dense.denseCentre
  const starts = new Int32Array(inputs.length + 1)
  hashed.forEach((row, r) => {
    starts[r + 1] = starts[r] + row.buckets.reduce((n, bucket) => n + (column[bucket] < 0 ? 0 : 1), 0) + denseColumns
  })
  const at = new Int32Array(starts[inputs.length])
  const values = new Float32Array(at.length)
  hashed.forEach((row, r) => {
    let next = starts[r]
    row.buckets.forEach((bucket, i) => {
      if (column[bucket] < 0) return
      at[next] = column[bucket]
      values[next++] = row.values[i] * scale[column[bucket]]
    })
    for (let i = 0; i < denseColumns; i++) {
      at[next] = buckets.length + i
      values[next++] = (inputs[r].dense![i] - dense.denseCentre[i]) * dense.denseScale[i]
    }
  })
  const matrix = { rows: inputs.length, columns: buckets.length + denseColumns, starts, at, values }
  return { matrix, buckets, scale, ...dense }
}

/** Inverse document frequency, 1 on average over all occurrences. */
function rarity(buckets: Uint32Array, cases: Uint32Array, n: number): Float32Array {
  const scale = Float32Array.from(buckets, (bucket) => 1 + Math.log((1 + n) / (1 + cases[bucket])))
  let sum = 0
  let occurrences = 0
  buckets.forEach((bucket, at) => {
    sum += scale[at] * cases[bucket]
    occurrences += cases[bucket]
  })
  return scale.map((value) => (value * occurrences) / sum)
}

/** Standardised dense features weigh a little less than a field of words does. */
const DENSE_WEIGHT = 0.5

function standardise(model: AnyModel, inputs: readonly ModelInput[], learntFrom: readonly number[]) {
  const width = model.dense?.length ?? 0
  const denseCentre = new Float32Array(width)
  const denseScale = new Float32Array(width)
  for (let i = 0; i < width; i++) {
    const values = learntFrom.map((row) => inputs[row].dense![i])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    denseCentre[i] = mean
    denseScale[i] = variance > 0 ? DENSE_WEIGHT / Math.sqrt(variance) : 0
  }
  return { denseCentre, denseScale }
}
