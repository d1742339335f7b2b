import { EXACT_BYTES } from './fingerprint.ts'
import { BANDS, SKETCH_WORDS } from './signature.ts'

/** Where a conversation stands: in the shards of standardization, and in the source. */
export interface Place {
  /** Which of the sets that were read. */
  set: number
  shard: number
  ordinal: number
  position: { file: number; byteOffset: number }
}

type Entries = AsyncIterable<{ shard: number; ordinal: number; item: unknown }>

/** The entries of one data set, and how many there are, so that nothing has to grow. */
export interface EntriesOf {
  entries: Entries
  size: number
}

/**
 * The fingerprints of one data set or several, one behind the other, in typed arrays: 37 bytes a conversation, and 160
 * more where they hold signatures.
 */
export class Fingerprints {
  readonly size: number
  /** Halves of the contents' hashes. */
  readonly high: BigUint64Array
  readonly low: BigUint64Array
  /** 1 where a conversation has a signature. */
  readonly signed: Uint8Array
  /** One array a band, none without signatures. */
  readonly bands: readonly Uint32Array[]
  readonly sketches: Uint32Array
  readonly #file: Uint32Array
  readonly #offset: Float64Array
  readonly #shard: Uint32Array
  readonly #ordinal: Uint32Array
  /** Where the entries of each data set end. */
  readonly #ends: number[] = []

  private constructor(size: number, near: boolean) {
    this.size = size
    this.high = new BigUint64Array(size)
    this.low = new BigUint64Array(size)
    this.signed = new Uint8Array(size)
    this.bands = Array.from({ length: near ? BANDS : 0 }, () => new Uint32Array(size))
    this.sketches = new Uint32Array(near ? size * SKETCH_WORDS : 0)
    this.#file = new Uint32Array(size)
    this.#offset = new Float64Array(size)
    this.#shard = new Uint32Array(size)
    this.#ordinal = new Uint32Array(size)
  }

  /** @param sets in the order in which their conversations come */
  static async read(sets: readonly EntriesOf[], near: boolean): Promise<Fingerprints> {
    const all = new Fingerprints(
      sets.reduce((sum, { size }) => sum + size, 0),
      near,
    )
    let at = 0
    for (const { entries, size } of sets) {
      const from = at
      for await (const { shard, ordinal, item } of entries) all.#set(at++, shard, ordinal, item as Uint8Array)
      if (at - from !== size) throw new RangeError(`There are ${at - from} fingerprints of ${size} conversations.`)
      all.#ends.push(at)
    }
    return all
  }

  /** Which of the sets an entry is of. */
  setOf(at: number): number {
    return this.#ends.findIndex((end) => at < end)
  }

  place(at: number): Place {
    return {
      set: this.setOf(at),
      shard: this.#shard[at],
      ordinal: this.#ordinal[at],
      position: { file: this.#file[at], byteOffset: this.#offset[at] },
    }
  }

  /** Negative when `a` comes before `b` in the source. */
  compare(a: number, b: number): number {
    if (this.#ends.length > 1 && this.setOf(a) !== this.setOf(b)) return a - b
    return this.#file[a] - this.#file[b] || this.#offset[a] - this.#offset[b] || a - b
  }

  /** All entries in order of source position, however the source was cut into shards. */
  inSourceOrder(): Uint32Array {
    const order = Uint32Array.from({ length: this.size }, (_, at) => at)
    // Most data sets are read in order.
    for (let at = 1; at < this.size; at++)
      if (this.compare(at - 1, at) > 0) return order.toSorted((a, b) => this.compare(a, b))
    return order
  }

  #set(at: number, shard: number, ordinal: number, entry: Uint8Array): void {
    const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength)
    this.high[at] = view.getBigUint64(0)
    this.low[at] = view.getBigUint64(8)
    this.#file[at] = view.getUint32(16)
    this.#offset[at] = view.getFloat64(20)
    this.#shard[at] = shard
    this.#ordinal[at] = ordinal
    if (this.bands.length === 0 || entry.length === EXACT_BYTES) return
    this.signed[at] = 1
    for (let band = 0; band < BANDS; band++) this.bands[band][at] = view.getUint32(EXACT_BYTES + band * 4, true)
    for (let word = 0; word < SKETCH_WORDS; word++)
      this.sketches[at * SKETCH_WORDS + word] = view.getUint32(EXACT_BYTES + (BANDS + word) * 4, true)
  }
}
