import { collectBytes, sha256 } from '@techdeck/core'
import type { ArtifactReader } from '../ports.ts'

// One big-endian 64-bit word a conversation, sorted: the first 40 bits of its id, then 24 bits of its shard. Ids are
// hashes, so a word's place follows from its id, but for a little: mostly one range read finds it. Two ids may begin
// alike; the shards say which is meant.

const WORD = 8
/** Hexadecimal digits of an id that are in the index. */
const DIGITS = 10
const SHARD_BITS = 24n
/** Words that are read at once. */
const WINDOW = 2048
/** More conversations than this are not told apart by the beginning of an id. */
const MOST = 64

/** Holds 8 bytes a conversation. */
export class IdIndexBuilder {
  #words = new BigUint64Array(1024)
  #n = 0

  /** @throws RangeError beyond 2²⁴ shards */
  add(id: string, shard: number): void {
    if (shard >= 2 ** Number(SHARD_BITS)) throw new RangeError('An index holds at most 16,777,216 shards.')
    if (this.#n === this.#words.length) {
      const larger = new BigUint64Array(this.#n * 2)
      larger.set(this.#words)
      this.#words = larger
    }
    this.#words[this.#n++] = (BigInt(`0x${digitsOf(id)}`) << SHARD_BITS) | BigInt(shard)
  }

  encode(): Uint8Array {
    const sorted = this.#words.subarray(0, this.#n).toSorted()
    const bytes = Buffer.allocUnsafe(sorted.length * WORD)
    for (let at = 0; at < sorted.length; at++) bytes.writeBigUInt64BE(sorted[at], at * WORD)
    return bytes
  }
}

/** Shards that hold a conversation whose id begins like this, each once, at most {@link MOST}. */
export async function findShards(reader: ArtifactReader, beginning: string): Promise<number[]> {
  const digits = beginning.length < DIGITS && isHex(beginning) ? beginning : digitsOf(beginning)
  const [low, high] = ['0', 'f'].map((fill) => BigInt(`0x${digits.padEnd(DIGITS, fill)}`))
  const shards = new Set<number>()
  for (let at = await firstAtLeast(reader, low << SHARD_BITS); ; at += WINDOW) {
    const words = await wordsAt(reader, at)
    for (const word of words) {
      if (word >> SHARD_BITS > high || shards.size === MOST) return [...shards]
      shards.add(Number(word & ((1n << SHARD_BITS) - 1n)))
    }
    if (words.length < WINDOW) return [...shards]
  }
}

/** Place of the first word that is not less. */
async function firstAtLeast(reader: ArtifactReader, word: bigint): Promise<number> {
  let [low, high] = [0, Math.floor(reader.size / WORD)]
  // Where it should be if ids were spread quite evenly.
  let guess = Math.floor((Number(word >> SHARD_BITS) / 16 ** DIGITS) * high) - WINDOW / 2
  while (low < high) {
    const from = Math.min(Math.max(guess, low), high - 1)
    const words = await wordsAt(reader, from, Math.min(WINDOW, high - from))
    const within = words.findIndex((each) => each >= word)
    if (within > 0 || (within === 0 && from === low)) return from + within
    if (within === 0) high = from
    else low = from + words.length
    guess = Math.floor((low + high - WINDOW) / 2)
  }
  return low
}

async function wordsAt(reader: ArtifactReader, from: number, count = WINDOW): Promise<bigint[]> {
  const bytes = await collectBytes(reader.read(from * WORD, Math.min(reader.size, (from + count) * WORD)))
  return Array.from({ length: Math.floor(bytes.length / WORD) }, (_, at) => bytes.readBigUInt64BE(at * WORD))
}

const isHex = (text: string): boolean => /^[0-9a-f]+$/.test(text)
const digitsOf = (id: string): string =>
  (isHex(id.slice(0, DIGITS)) && id.length >= DIGITS ? id : sha256(id)).slice(0, DIGITS)
