import {
  bitsOf,
  bucketOf,
  FAMILIES,
  FieldWalker,
  fieldWeight,
  letterWeight,
  placeOfWord,
  type AnyModel,
  type Family,
  type FeatureSink,
  type ModelInput,
  type WordHashes,
  type WordVectors,
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
  /** The bucket of each column but the last ones, which are the dense features, and the dimensions of vectors. */
  readonly buckets: Uint32Array
  /** What the values of each column were multiplied by. */
  readonly scale: Float32Array
  readonly denseCentre: Float32Array
  readonly denseScale: Float32Array
  /** The same of the dimensions of vectors, of one field after the other. */
  readonly vectorCentre: Float32Array
  readonly vectorScale: Float32Array
  /** The place of each column's family among {@link FAMILIES}. */
  readonly families: Uint8Array
}

interface Hashed {
  buckets: Uint32Array
  values: Float32Array
}

interface HashedWord extends Hashed {
  /** The word's place among the vectors, -1 where it has none. */
  place: number
}

const [WORDS, LETTERS, PAIRS, PLACES, DENSE, VECTORS] = FAMILIES.keys()

/** Gathers what a scorer would look up, by the same walk over the same words. */
class Collector implements FeatureSink {
  private readonly bits: number
  private readonly sums: Float32Array
  /** Of each bucket, by the last feature that came into it. */
  readonly families: Uint8Array
  private readonly touched: number[] = []
  private readonly vectors: WordVectors | null
  /** Dimensions of all fields that read vectors. */
  readonly dimensions: number
  private readonly fields: {
    name: string
    walker: FieldWalker
    once: boolean
    /** Where the field's vector begins, -1 where it reads none. */
    vector: number
    known: WeakMap<FormTable, HashedWord[]>
  }[]
  private field!: Collector['fields'][number]
  private table!: FormTable
  private words = 0
  private sequences: number[] = []
  private forms: number[] = []
  private seen = new Set<number>()
  private seenForms = new Set<number>()

  constructor(model: AnyModel, vectors: WordVectors | null) {
    this.vectors = vectors
    let dimensions = 0
    this.bits = bitsOf(model)
    this.sums = new Float32Array(1 << this.bits)
    this.families = new Uint8Array(1 << this.bits)
    this.fields = Object.entries<AnyModel['fields'][string]>(model.fields).map(([name, options], at) => ({
      name,
      walker: new FieldWalker(at, options),
      once: options.once ?? false,
      vector: options.vectors === undefined ? -1 : (dimensions += vectors!.dimensions) - vectors!.dimensions,
      known: new WeakMap(),
    }))
    this.dimensions = dimensions
  }

  collect(input: ModelInput): Hashed & { vector: Float32Array } {
    const vector = new Float32Array(this.dimensions)
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
      for (const bucket of this.sequences) this.add(bucket, weight, PAIRS)
      for (const form of this.forms) {
        const { buckets, values, place } = this.hashed(form)
        if (field.vector >= 0 && place >= 0) this.addVector(place, weight, vector, field.vector)
        for (let i = 0; i < buckets.length; i++) this.add(buckets[i], values[i] * weight, i === 0 ? WORDS : LETTERS)
      }
    }
    const buckets = Uint32Array.from(this.touched).toSorted()
    const values = Float32Array.from(buckets, (bucket) => this.sums[bucket])
    for (const bucket of this.touched) this.sums[bucket] = 0
    this.touched.length = 0
    return { buckets, values, vector }
  }

  private addVector(place: number, weight: number, to: Float32Array, at: number): void {
    const { dimensions, levels, scales } = this.vectors!
    for (let d = 0; d < dimensions; d++) to[at + d] += levels[place * dimensions + d] * scales[place] * weight
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
    this.add(bucketOf(hash, this.bits), 1, PLACES)
  }

  private hashed(form: number): HashedWord {
    const { known, walker } = this.field
    let ofTable = known.get(this.table)
    if (!ofTable) known.set(this.table, (ofTable = []))
    return (ofTable[form] ??= this.hash(walker.hashesOf(this.table, form)))
  }

  private hash({ token, word, letters }: WordHashes): HashedWord {
    const buckets = Uint32Array.from([word, ...letters], (hash) => bucketOf(hash, this.bits))
    const values = new Float32Array(buckets.length).fill(letterWeight(letters.length))
    values[0] = 1
    return { buckets, values, place: this.vectors ? placeOfWord(this.vectors, token) : -1 }
  }

  private add(bucket: number, value: number, family: number): void {
    this.families[bucket] = family
    if (this.sums[bucket] === 0) this.touched.push(bucket)
    this.sums[bucket] += value
  }
}

/**
 * The features of cases: of hashed ones those that at least `rarest` of `learntFrom` (places in `inputs`) have, weighed
 * by how rare they are; the dense ones and the dimensions of vectors standardised.
 */
export function readFeatures(
  model: AnyModel,
  inputs: readonly ModelInput[],
  learntFrom: readonly number[],
  rarest: number,
  vectors: WordVectors | null,
): Features {
  const collector = new Collector(model, vectors)
  const hashed = inputs.map((input) => collector.collect(input))
  const cases = new Uint32Array(1 << bitsOf(model))
  for (const row of learntFrom) for (const bucket of hashed[row].buckets) cases[bucket]++
  const buckets = Uint32Array.from(Array.from(cases.keys()).filter((bucket) => cases[bucket] >= rarest))
  const column = new Int32Array(cases.length).fill(-1)
  buckets.forEach((bucket, at) => (column[bucket] = at))
  const scale = model.data.evenly ? new Float32Array(buckets.length).fill(1) : rarity(buckets, cases, learntFrom.length)
  const dense = inputs.map((input, row) => [...(model.dense ? Array.from(input.dense!) : []), ...hashed[row].vector])
  const width = dense[0]?.length ?? 0
  const own = model.dense?.length ?? 0
  const weights = [
    ...Array.from({ length: own }, () => model.denseWeight ?? DENSE_WEIGHT),
    ...vectorWeightsOf(model, collector.dimensions),
  ]
  const { centre, scale: denseScale } = standardise(dense, learntFrom, weights)
  const starts = new Int32Array(inputs.length + 1)
  hashed.forEach((row, r) => {
    starts[r + 1] = starts[r] + row.buckets.reduce((n, bucket) => n + (column[bucket] < 0 ? 0 : 1), 0) + width
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
    for (let i = 0; i < width; i++) {
      at[next] = buckets.length + i
      values[next++] = (dense[r][i] - centre[i]) * denseScale[i]
    }
  })
  return {
    matrix: { rows: inputs.length, columns: buckets.length + width, starts, at, values },
    buckets,
    scale,
    denseCentre: centre.subarray(0, own),
    denseScale: denseScale.subarray(0, own),
    vectorCentre: centre.subarray(own),
    vectorScale: denseScale.subarray(own),
    families: Uint8Array.from({ length: buckets.length + width }, (_, place) => {
      if (place < buckets.length) return collector.families[buckets[place]]
      return place < buckets.length + own ? DENSE : VECTORS
    }),
  }
}

/** The columns of some families alone, and which of all columns each of these is. */
export function columnsOf(
  { matrix, families }: Pick<Features, 'matrix' | 'families'>,
  wanted: readonly Family[],
): { matrix: SparseMatrix; columns: Int32Array } {
  const columns = Int32Array.from(families.keys()).filter((column) => wanted.includes(FAMILIES[families[column]]))
  if (columns.length === matrix.columns) return { matrix, columns }
  const placeOf = new Int32Array(matrix.columns).fill(-1)
  columns.forEach((column, place) => (placeOf[column] = place))
  const kept = Int32Array.from(matrix.at.keys()).filter((i) => placeOf[matrix.at[i]] >= 0)
  const starts = new Int32Array(matrix.rows + 1)
  for (let row = 0, next = 0; row < matrix.rows; row++) {
    while (next < kept.length && kept[next] < matrix.starts[row + 1]) next++
    starts[row + 1] = next
  }
  return {
    matrix: {
      rows: matrix.rows,
      columns: columns.length,
      starts,
      at: Int32Array.from(kept, (i) => placeOf[matrix.at[i]]),
      values: Float32Array.from(kept, (i) => matrix.values[i]),
    },
    columns,
  }
}

/** The rows of a matrix, less those that they are compared with; `against` is -1 for those that stand for themselves. */
export function differences(matrix: SparseMatrix, against: readonly number[]): SparseMatrix {
  if (against.every((other) => other < 0)) return matrix
  const rows = against.map((other, row) => {
    const values = new Map<number, number>()
    const add = (of: number, sign: number) => {
      for (let i = matrix.starts[of]; i < matrix.starts[of + 1]; i++)
        values.set(matrix.at[i], (values.get(matrix.at[i]) ?? 0) + sign * matrix.values[i])
    }
    add(row, 1)
    if (other >= 0) add(other, -1)
    return [...values].filter(([, value]) => value !== 0)
  })
  const starts = new Int32Array(rows.length + 1)
  rows.forEach((row, at) => (starts[at + 1] = starts[at] + row.length))
  const entries = rows.flat()
  const at = Int32Array.from(entries, ([column]) => column)
  return { ...matrix, starts, at, values: Float32Array.from(entries, ([, value]) => value) }
}

function vectorWeightsOf({ fields }: AnyModel, dimensions: number): number[] {
  const read = Object.values<AnyModel['fields'][string]>(fields).flatMap(({ vectors }) => vectors ?? [])
  return read.flatMap((weight) => Array.from({ length: dimensions / read.length }, () => weight))
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

function standardise(
  dense: readonly (readonly number[])[],
  learntFrom: readonly number[],
  weights: readonly number[],
): { centre: Float32Array; scale: Float32Array } {
  const centre = new Float32Array(weights.length)
  const scale = new Float32Array(weights.length)
  weights.forEach((weight, i) => {
    const mean = learntFrom.reduce((sum, row) => sum + dense[row][i], 0) / learntFrom.length
    const variance = learntFrom.reduce((sum, row) => sum + (dense[row][i] - mean) ** 2, 0) / learntFrom.length
    centre[i] = mean
    scale[i] = variance > 1e-12 ? weight / Math.sqrt(variance) : 0
  })
  return { centre, scale }
}
