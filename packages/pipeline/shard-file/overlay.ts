import { collectBytes } from '@techdeck/core'
import type { ArtifactReader } from '../ports.ts'

// An overlay says which records of a stage later readers skip, and which belong to a cluster. Layout, little-endian
// unsigned 32-bit words: number of shards n · n + 1 offsets into the list · the list of ordinals, shard by shard.
// Then the same for clusters, where each entry is an ordinal and the 8 words of a SHA-256. Overlays of earlier versions
// end before that.

const CLUSTER_BYTES = 32
const ENTRY_WORDS = 1 + CLUSTER_BYTES / 4

/** What an overlay says of one shard. */
export interface Overlay {
  dropped: ReadonlySet<number>
  /** Ordinal → cluster. */
  clusters: ReadonlyMap<number, string>
}

/**
 * An overlay's bytes; `null` where it says nothing.
 *
 * @param dropped ordinals in shard order
 * @param clustered ordinals in shard order, each with a SHA-256 in hex
 * @throws RangeError for one that is out of order or names no shard; leaving it out would bring its record back
 */
export function encodeOverlay(
  shards: number,
  dropped: Iterable<{ shard: number; ordinal: number }>,
  clustered: Iterable<{ shard: number; ordinal: number; cluster: string }> = [],
): Uint8Array | null {
  const skipped = new Table(shards, 1)
  for (const { shard, ordinal } of dropped) skipped.add(shard, ordinal)
  const clusters = new Table(shards, ENTRY_WORDS)
  for (const { shard, ordinal, cluster } of clustered)
    clusters.add(shard, ordinal, new Uint32Array(new Uint8Array(Buffer.from(cluster, 'hex')).buffer))
  if (skipped.empty && clusters.empty) return null
  return Buffer.concat([new Uint32Array([shards]), ...skipped.parts(), ...clusters.parts()].map(bytesOf))
}

/** What one shard's reader has to know; reads only what it needs. */
export async function readOverlay(reader: ArtifactReader, shard: number): Promise<Overlay> {
  const [shards] = await wordsOf(reader, 0, 1)
  const dropped = await entriesOf(reader, 1, shards, shard, 1)
  const [all] = await wordsOf(reader, 1 + shards, 2 + shards)
  const clusters = new Map<number, string>()
  const second = 2 + shards + all
  if (reader.size > second * 4) {
    const entries = await entriesOf(reader, second, shards, shard, ENTRY_WORDS)
    for (let at = 0; at < entries.length; at += ENTRY_WORDS)
      clusters.set(entries[at], bytesOf(entries.subarray(at + 1, at + ENTRY_WORDS)).toString('hex'))
  }
  return { dropped: new Set(dropped), clusters }
}

/** Entries of a number of words, with offsets by shard. */
class Table {
  readonly #entryWords: number
  readonly #offsets: Uint32Array
  #words = new Uint32Array(256)
  #used = 0
  #shard = 0

  constructor(shards: number, entryWords: number) {
    this.#entryWords = entryWords
    this.#offsets = new Uint32Array(shards + 1)
  }

  get empty(): boolean {
    return this.#used === 0
  }

  add(shard: number, ordinal: number, more: Iterable<number> = []): void {
    if (shard < this.#shard || shard >= this.#offsets.length - 1)
      throw new RangeError('Records of an overlay must come in the order of their shards.')
    while (this.#shard < shard) this.#offsets[++this.#shard] = this.#used / this.#entryWords
    if (this.#used + this.#entryWords > this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2)
      larger.set(this.#words)
      this.#words = larger
    }
    this.#words[this.#used++] = ordinal
    for (const word of more) this.#words[this.#used++] = word
  }

  parts(): Uint32Array[] {
    this.#offsets.fill(this.#used / this.#entryWords, this.#shard + 1)
    return [this.#offsets, this.#words.subarray(0, this.#used)]
  }
}

/** Words of one shard's entries in the table whose offsets begin at word `from`. */
async function entriesOf(
  reader: ArtifactReader,
  from: number,
  shards: number,
  shard: number,
  entryWords: number,
): Promise<Uint32Array> {
  const [start, end] = await wordsOf(reader, from + shard, from + shard + 2)
  if (start === end) return new Uint32Array()
  const list = from + shards + 1
  return wordsOf(reader, list + start * entryWords, list + end * entryWords)
}

async function wordsOf(reader: ArtifactReader, from: number, to: number): Promise<Uint32Array> {
  const bytes = await collectBytes(reader.read(from * 4, to * 4))
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)
