import { sharedRoom } from '../kernel/kernel.ts'

/** All arrays of outputs have one number for each score of the model. */
interface Numbers {
  readonly bits: number
  readonly outputs: number
  readonly bias: Float32Array
  /** Centre, and weights for each score, of each dense feature. */
  readonly denseCentre: Float32Array
  readonly denseWeights: Float32Array
  /** Weights for each score of each dimension of the fields that read vectors, in the order of the fields. */
  readonly vectorWeights: Float32Array
  /** Calibration: probability = link(slope × score + shift). */
  readonly slope: number
  readonly shift: Float32Array
  /** Added to the logarithm of a probability (to its log-odds for `binary` and `many`) before the highest, or what is above 0, is decided for. */
  readonly decision: Float32Array
}

/** What was learnt, as training gives it. */
export interface LearntWeights extends Numbers {
  /** Hash of what the features depend on: weights of another definition are refused. */
  readonly definition: string
  /** Buckets that have weights, rising. */
  readonly buckets: Uint32Array
  /** The weights of each of the buckets: `outputs` numbers for each. */
  readonly values: Float32Array
}

/** Rows of weights as they lie in memory that threads share. */
export interface WeightRows {
  readonly bits: number
  readonly outputs: number
  /** Two numbers for every 32 buckets: by bits which of them have rows, and how many rows there are before. */
  readonly index: Uint32Array
  /** Levels of `scale` for each row and output. */
  readonly rows: Int8Array
  /** For each output what each level (plus 128) stands for: its square, with its sign, of the last level's. */
  readonly scales: readonly Float32Array[]
}

/** What is summed up to the scores of a model. */
export type ScoreWeights = WeightRows & Pick<Numbers, 'bias' | 'denseCentre' | 'denseWeights' | 'vectorWeights'>

/** All weights of a model. */
export type Weights = ScoreWeights & Numbers

interface Header {
  format: 1
  bits: number
  outputs: number
  dense: number
  vectors: number
  rows: number
  definition: string
}

const MAGIC = 0x314d4454 // TDM1
/** The last level. */
export const LEVELS = 127

/** Weights that would not read what the definition says; training again helps. */
export class WeightsMismatchError extends Error {
  override readonly name = 'WeightsMismatchError'
  constructor(name: string) {
    super(
      `The weights of model ${name} were trained for another definition of it. Run: node tools/train/main.ts ${name}`,
    )
  }
}

/**
 * Small weights keep more of their precision than great ones: levels stand for squares.
 *
 * @param values the greatest of them takes the last level
 */
function levelsOf(values: Float32Array): { rows: Int8Array; top: number } {
  let top = 0
  for (const value of values) top = Math.max(top, Math.abs(value))
  const rows = Int8Array.from(values, (value) =>
    top === 0 ? 0 : Math.sign(value) * Math.round(LEVELS * Math.sqrt(Math.abs(value) / top)),
  )
  return { rows, top }
}

/** Writes weights: 8 bits a weight. Buckets whose weights all round to 0 are left out. */
export function encodeWeights(learnt: LearntWeights): Uint8Array {
  const { bits, outputs, buckets } = learnt
  const { rows: all, top } = levelsOf(learnt.values)
  const kept = Array.from(buckets.keys()).filter((row) =>
    all.subarray(row * outputs, (row + 1) * outputs).some(Boolean),
  )
  const header: Header = {
    format: 1,
    bits,
    outputs,
    dense: learnt.denseCentre.length,
    vectors: learnt.vectorWeights.length,
    rows: kept.length,
    definition: learnt.definition,
  }
  const json = Buffer.from(JSON.stringify(header))
  const text = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, 0x20)])
  const floats = Float32Array.of(
    top,
    learnt.slope,
    ...learnt.bias,
    ...learnt.shift,
    ...learnt.decision,
    ...learnt.denseCentre,
    ...learnt.denseWeights,
    ...learnt.vectorWeights,
  )
  const bitmap = new Uint32Array((1 << bits) / 32)
  const rows = new Int8Array(kept.length * outputs)
  kept.forEach((row, at) => {
    bitmap[buckets[row] >>> 5] |= 1 << (buckets[row] & 31)
    rows.set(all.subarray(row * outputs, (row + 1) * outputs), at * outputs)
  })
  const start = Uint32Array.of(MAGIC, text.length)
  return Buffer.concat([start, floats, bitmap, rows].map(bytesOf).toSpliced(1, 0, text))
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array | Int8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)

/**
 * Puts the bytes of a weights file where the kernel reads them and threads can share them, with the index that
 * {@link openWeights} needs behind them. They stay for as long as the process.
 */
export function shareWeights(file: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const start = Math.ceil(file.length / 4) * 4
  const length = start + indexBytes(headerOf(file))
  const room = sharedRoom()
  const shared = room.bytes(room.allocate(length), length)
  shared.set(file)
  const { bitmap, index } = viewsOf(shared)
  for (let at = 0, before = 0; at < bitmap.length; at++) {
    index[at * 2] = bitmap[at]
    index[at * 2 + 1] = before
    before += bitsSet(bitmap[at])
  }
  return shared
}

/** @throws {@link WeightsMismatchError} */
export function openWeights(shared: Uint8Array<SharedArrayBuffer>, name: string, definition: string): Weights {
  if (headerOf(shared).definition !== definition) throw new WeightsMismatchError(name)
  return viewsOf(shared)
}

const indexBytes = ({ bits }: Header): number => ((1 << bits) / 32) * 8

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

/** Whether these are the bytes of a weights file. */
export const isWeights = (bytes: Uint8Array): boolean => bytes.length >= 8 && viewOf(bytes).getUint32(0, true) === MAGIC

function headerOf(bytes: Uint8Array): Header & { end: number } {
  if (!isWeights(bytes)) throw new TypeError('This is no file of weights.')
  const end = 8 + viewOf(bytes).getUint32(4, true)
  // A copy, since text is not decoded from memory that threads share.
  return { ...(JSON.parse(Buffer.from(bytes.slice(8, end)).toString()) as Header), end }
}

function viewsOf({
  buffer,
  byteOffset,
  length: size,
}: Uint8Array<SharedArrayBuffer>): Weights & { bitmap: Uint32Array } {
  const header = headerOf(new Uint8Array(buffer, byteOffset, size))
  const { bits, outputs, dense, vectors, rows: count } = header
  let at = byteOffset + header.end
  const floats = (length: number): Float32Array => {
    at += length * 4
    return new Float32Array(buffer, at - length * 4, length)
  }
  const [top, slope] = floats(2)
  const bias = floats(outputs)
  const shift = floats(outputs)
  const decision = floats(outputs)
  const denseCentre = floats(dense)
  const denseWeights = floats(dense * outputs)
  const vectorWeights = floats(vectors)
  const words = (1 << bits) / 32
  const bitmap = new Uint32Array(buffer, at, words)
  const rows = new Int8Array(buffer, at + words * 4, count * outputs)
  const index = new Uint32Array(buffer, byteOffset + size - indexBytes(header), words * 2)
  const scale = Float32Array.from({ length: 256 }, (_, level) => {
    const share = (level - 128) / LEVELS
    return Math.sign(share) * share * share * top
  })
  return {
    bits,
    outputs,
    bitmap,
    index,
    rows,
    scales: Array.from({ length: outputs }, () => scale),
    bias,
    denseCentre,
    denseWeights,
    vectorWeights,
    slope,
    shift,
    decision,
  }
}

/** Where the row of a bucket is, -1 where it has none. */
export function rowOf({ index }: Pick<WeightRows, 'index'>, bucket: number): number {
  const at = (bucket >>> 5) * 2
  const bit = bucket & 31
  if (((index[at] >>> bit) & 1) === 0) return -1
  return index[at + 1] + bitsSet(index[at] & ((1 << bit) - 1))
}

function bitsSet(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/**
 * Weights of several models as those of one whose outputs are theirs, one model after the other. All hash into equally
 * many places and read words alone: no dense features, and no vectors.
 */
export function mergeWeights(models: readonly Weights[]): ScoreWeights {
  const [{ bits, denseCentre, denseWeights, vectorWeights }] = models
  const outputs = models.reduce((sum, each) => sum + each.outputs, 0)
  const numbers = (1 << bits) / 16
  const room = sharedRoom()
  const at = room.allocate(numbers * 4)
  const index = new Uint32Array(room.bytes(at, numbers * 4).buffer, at, numbers)
  let count = 0
  for (let entry = 0; entry < numbers; entry += 2) {
    index[entry] = models.reduce((both, each) => both | each.index[entry], 0)
    index[entry + 1] = count
    count += bitsSet(index[entry])
  }
  const bytes = room.bytes(room.allocate(count * outputs), count * outputs).fill(0)
  const rows = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  let first = 0
  for (const model of models) {
    for (let bucket = 0; bucket < 1 << bits; bucket++) {
      const from = rowOf(model, bucket)
      if (from < 0) continue
      const to = rowOf({ index }, bucket) * outputs + first
      for (let k = 0; k < model.outputs; k++) rows[to + k] = model.rows[from * model.outputs + k]
    }
    first += model.outputs
  }
  return {
    bits,
    outputs,
    index,
    rows,
    scales: models.flatMap(({ scales }) => scales),
    bias: Float32Array.from(models.flatMap(({ bias }) => [...bias])),
    denseCentre,
    denseWeights,
    vectorWeights,
  }
}
