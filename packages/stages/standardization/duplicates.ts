import { hash } from 'node:crypto'
import type { Conversation } from '@techdeck/contracts'

/** Bytes of one entry: 16 of the content's hash, 4 of the file's ordinal, 8 of the byte offset. */
const ENTRY = 28

/** What later tells exact duplicates: the hash of roles and texts, and the place in the source. */
export function fingerprint({ turns }: Conversation, position: { file: number; byteOffset: number }): Uint8Array {
  let content = ''
  for (const { role, text } of turns) content += `${role}\0${text}\0`
  const entry = Buffer.allocUnsafe(ENTRY)
  hash('sha256', content, 'buffer').copy(entry, 0, 0, 16)
  entry.writeUInt32BE(position.file, 16)
  entry.writeDoubleBE(position.byteOffset, 20)
  return entry
}

export interface Duplicate {
  shard: number
  ordinal: number
  position: { file: number; byteOffset: number }
}

/**
 * Finds exact duplicates over a whole data set: of each set of equal contents all but the first by source position.
 * They come in order of shard and place. About 60 bytes a conversation are held, in typed arrays.
 */
export async function findDuplicates(
  entries: AsyncIterable<{ shard: number; ordinal: number; item: unknown }>,
): Promise<{ duplicates: Duplicate[]; clusters: number; largest: number }> {
  const table = new Table()
  for await (const { shard, ordinal, item } of entries) table.add(shard, ordinal, item as Uint8Array)
  return table.duplicates()
}

class Table {
  #n = 0
  #high = new BigUint64Array(1024)
  #low = new BigUint64Array(1024)
  #file = new Uint32Array(1024)
  #offset = new Float64Array(1024)
  #shard = new Uint32Array(1024)
  #ordinal = new Uint32Array(1024)

  add(shard: number, ordinal: number, entry: Uint8Array): void {
    if (this.#n === this.#high.length) this.#grow()
    const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength)
    this.#high[this.#n] = view.getBigUint64(0)
    this.#low[this.#n] = view.getBigUint64(8)
    this.#file[this.#n] = view.getUint32(16)
    this.#offset[this.#n] = view.getFloat64(20)
    this.#shard[this.#n] = shard
    this.#ordinal[this.#n] = ordinal
    this.#n++
  }

  duplicates(): { duplicates: Duplicate[]; clusters: number; largest: number } {
    const repeated = repeatedValues(this.#high.subarray(0, this.#n).toSorted())
    const suspects = new Uint32Array(this.#n)
    let found = 0
    for (let i = 0; i < this.#n; i++) if (contains(repeated, this.#high[i])) suspects[found++] = i
    const candidates = suspects.subarray(0, found).toSorted((a, b) => this.#compare(a, b))
    const duplicates: number[] = []
    let clusters = 0
    let largest = 0
    for (let start = 0; start < found;) {
      let end = start + 1
      while (end < found && this.#equal(candidates[start], candidates[end])) duplicates.push(candidates[end++])
      if (end - start > 1) clusters++
      if (end - start > largest) largest = end - start
      start = end
    }
    // Rows were added in order of shard and place.
    return {
      duplicates: duplicates.toSorted((a, b) => a - b).map((i) => this.#duplicate(i)),
      clusters,
      largest: clusters ? largest : 0,
    }
  }

  #equal(a: number, b: number): boolean {
    return this.#high[a] === this.#high[b] && this.#low[a] === this.#low[b]
  }

  #compare(a: number, b: number): number {
    if (this.#high[a] !== this.#high[b]) return this.#high[a] < this.#high[b] ? -1 : 1
    if (this.#low[a] !== this.#low[b]) return this.#low[a] < this.#low[b] ? -1 : 1
    return this.#file[a] - this.#file[b] || this.#offset[a] - this.#offset[b] || a - b
  }

  #duplicate(i: number): Duplicate {
    const position = { file: this.#file[i], byteOffset: this.#offset[i] }
    return { shard: this.#shard[i], ordinal: this.#ordinal[i], position }
  }

  #grow(): void {
    const size = this.#n * 2
    this.#high = grown(new BigUint64Array(size), this.#high)
    this.#low = grown(new BigUint64Array(size), this.#low)
    this.#file = grown(new Uint32Array(size), this.#file)
    this.#offset = grown(new Float64Array(size), this.#offset)
    this.#shard = grown(new Uint32Array(size), this.#shard)
    this.#ordinal = grown(new Uint32Array(size), this.#ordinal)
  }
}

function grown<A extends { set(from: A): void }>(next: A, now: A): A {
  next.set(now)
  return next
}

/** Values that occur more than once in a sorted array, each once, sorted. */
function repeatedValues(sorted: BigUint64Array): BigUint64Array {
  let n = 0
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i] === sorted[i - 1] && (n === 0 || sorted[n - 1] !== sorted[i])) sorted[n++] = sorted[i]!
  return sorted.subarray(0, n)
}

function contains(sorted: BigUint64Array, value: bigint): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low < sorted.length && sorted[low] === value
}
