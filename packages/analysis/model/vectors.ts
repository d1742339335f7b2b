/** Word vectors as they lie in memory that threads share: by the hash of the word, so no word can be read back. */
export interface WordVectors {
  readonly dimensions: number
  /** Hashes of words as in `Tokens`, rising. */
  readonly hashes: Int32Array
  /** What the levels of each word's vector are multiplied by. */
  readonly scales: Float32Array
  /** A vector of levels for each word. */
  readonly levels: Int8Array
}

const MAGIC = 0x31564454 // TDV1
const TOP = 127

/** Writes vectors at 8 bits a number. Of words with the same hash the first one stays. */
export function encodeVectors(entries: readonly { hash: number; vector: ArrayLike<number> }[]): Uint8Array {
  const byHash = new Map<number, ArrayLike<number>>()
  for (const { hash, vector } of entries) if (!byHash.has(hash)) byHash.set(hash, vector)
  const sorted = [...byHash].toSorted(([a], [b]) => a - b)
  const dimensions = sorted[0][1].length
  const hashes = Int32Array.from(sorted, ([hash]) => hash)
  const scales = new Float32Array(sorted.length)
  const levels = new Int8Array(sorted.length * dimensions)
  sorted.forEach(([, vector], word) => {
    const top = Array.from(vector).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    scales[word] = top / TOP
    for (let d = 0; d < dimensions; d++) levels[word * dimensions + d] = Math.round((vector[d] / (top || 1)) * TOP)
  })
  const head = Uint32Array.of(MAGIC, dimensions, sorted.length)
  return Buffer.concat([head, hashes, scales, levels].map((each) => Buffer.from(each.buffer)))
}

/** Vectors of a file's bytes. */
export function openVectors({ buffer, byteOffset }: Uint8Array): WordVectors {
  const [magic, dimensions, words] = new Uint32Array(buffer, byteOffset, 3)
  if (magic !== MAGIC) throw new TypeError('This is no file of word vectors.')
  return {
    dimensions,
    hashes: new Int32Array(buffer, byteOffset + 12, words),
    scales: new Float32Array(buffer, byteOffset + 12 + 4 * words, words),
    levels: new Int8Array(buffer, byteOffset + 12 + 8 * words, words * dimensions),
  }
}

/** The place of a word, -1 where it has no vector. */
export function placeOfWord({ hashes }: WordVectors, hash: number): number {
  let low = 0
  for (let high = hashes.length; low < high;) {
    const middle = (low + high) >>> 1
    if (hashes[middle] < hash) low = middle + 1
    else high = middle
  }
  return low < hashes.length && hashes[low] === hash ? low : -1
}
