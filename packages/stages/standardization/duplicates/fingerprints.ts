import { EXACT_BYTES } from './fingerprint.ts'
import { BANDS, SKETCH_WORDS } from './signature.ts'

/** Where a conversation stands: in the stage's shards, and in the source. */
export interface Place {
  shard: number
  ordinal: number
  position: { file: number; byteOffset: number }
}

/** The fingerprints of a data set, in typed arrays: 37 bytes a conversation, and 160 more where they hold signatures. */
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

  /** @param size how many entries there are, so that nothing has to grow */
  static async read(
    entries: AsyncIterable<{ shard: number; ordinal: number; item: unknown }>,
    size: number,
    near: boolean,
  ): Promise<Fingerprints> {
    const all = new Fingerprints(size, near)
    let at = 0
    for await (const { shard, ordinal, item } of entries) all.#set(at++, shard, ordinal, item as Uint8Array)
    if (at !== size) throw new RangeError(`There are ${at} fingerprints of ${size} conversations.`)
    return all
  }

  place(at: number): Place {
    return {
      shard: this.#shard[at],
      ordinal: this.#ordinal[at],
      position: { file: this.#file[at], byteOffset: this.#offset[at] },
    }
  }

  /** Negative when `a` comes before `b` in the source. */
  compare(a: number, b: number): number {
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
