import { seeded } from '@techdeck/core'

// What of a conversation is kept to find near duplicates: MinHash over its shingles, in 160 bytes whatever its length.
//
// Shingles are runs of three words of all turns in order, without case, punctuation and apostrophes; who speaks and where
// a turn ends does not count, so that the same session cut otherwise is still the same. Letters of scripts that put no
// spaces between words (Chinese, Japanese, Thai …) are words of their own.
// One hash a shingle falls into one of 256 bins and each bin keeps its least (one permutation hashing: Li, Owen, Zhang
// 2012); empty bins borrow from others that are chosen by fixed seeds (optimal densification: Shrivastava 2017), so that
// two bins of one place are equal with the probability of the sets' Jaccard similarity, as in MinHash (Broder 1997).
// 32 bands of 8 rows each become one number (locality sensitive hashing: Indyk, Motwani 1998): two conversations share one
// with probability 1 − (1 − s⁸)³², which is 0.997 at similarity 0.8, 0.85 at 0.7, 0.12 at 0.5 and 0.00008 at 0.2.
// One bit a bin is kept to estimate the similarity of those that do (b-bit minwise hashing: Li, König 2010): s is
// 1 − 2 × the share of bits that differ, with a standard error of 0.04 at 0.8.

const BINS = 256
const ROWS = 8
export const BANDS = BINS / ROWS
export const SKETCH_WORDS = BINS / 32
/** Bytes of a signature: the bands, then the sketch, as 32-bit words. */
export const SIGNATURE_BYTES = (BANDS + SKETCH_WORDS) * 4

/** From this similarity on, two conversations that share a band are near duplicates. */
export const NEAR = 0.7
const MOST_DIFFERENT = Math.floor(((1 - NEAR) / 2) * BINS)

const EMPTY = 0xffffffff
/** Where the hash of a word begins (FNV-1a). */
const NO_WORD = 0x811c9dc5 | 0
const SEPARATOR = 0
const SKIPPED = 1
const ALONE = 2
const SPACELESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const PART_OF_WORD = /[\p{L}\p{M}\p{N}\p{Cs}]/u
const APOSTROPHES = "'’ʼ"

/** What a UTF-16 unit is: a separator, passed over, a word of its own, or a part of a word (then its lower case). */
let kindOf: Uint16Array | undefined
/** For each bin, all bins in an order of its own: those that it asks in turn when it is empty. */
let donors: Uint8Array | undefined

const bins = new Uint32Array(BINS)
const full = new Uint8Array(BINS)
const words = new Uint32Array(BANDS + SKETCH_WORDS)
const bytes = new Uint8Array(words.buffer)

/**
 * The signature of a conversation; `null` when it has no words. It is the same on every machine, and good until the next
 * is asked for.
 */
export function signatureOf(turns: readonly { text: string }[]): Uint8Array | null {
  if (!hashShingles(turns)) return null
  fillEmptyBins()
  for (let band = 0; band < BANDS; band++) {
    let hash = band
    for (let row = band * ROWS; row < (band + 1) * ROWS; row++) hash = Math.imul(hash ^ bins[row], 0x01000193)
    words[band] = mixed(hash)
  }
  for (let word = 0; word < SKETCH_WORDS; word++) {
    let bits = 0
    for (let bin = word * 32; bin < (word + 1) * 32; bin++) bits = (bits << 1) | (mixed(bins[bin]) & 1)
    words[BANDS + word] = bits
  }
  return bytes
}

/** Whether two sketches, which begin at these places, are of near duplicates. */
export function areNear(sketches: Uint32Array, a: number, b: number): boolean {
  let different = 0
  for (let word = 0; word < SKETCH_WORDS; word++) {
    let bits = sketches[a + word] ^ sketches[b + word]
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    different += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return different <= MOST_DIFFERENT
}

/** Puts each shingle's hash into its bin; `false` when there is not one word. */
function hashShingles(turns: readonly { text: string }[]): boolean {
  const table = (kindOf ??= kinds())
  bins.fill(EMPTY)
  let before = 0
  let last = 0
  let count = 0
  for (const { text } of turns) {
    let word = NO_WORD
    for (let at = 0; at <= text.length; at++) {
      const kind = at < text.length ? table[text.charCodeAt(at)] : SEPARATOR
      if (kind > ALONE) {
        word = Math.imul(word ^ kind, 0x01000193)
        continue
      }
      if (kind === SKIPPED) continue
      if (word !== NO_WORD) {
        if (count++ > 1) addShingle(before, last, word)
        before = last
        last = word
        word = NO_WORD
      }
      if (kind !== ALONE) continue
      const letter = Math.imul(NO_WORD ^ text.charCodeAt(at), 0x01000193)
      if (count++ > 1) addShingle(before, last, letter)
      before = last
      last = letter
    }
  }
  if (count === 0) return false
  if (count < 3) addShingle(0, before, last)
  return true
}

function addShingle(first: number, second: number, third: number): void {
  const hash = mixed(Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77) ^ Math.imul(third, 0xc2b2ae3d))
  const bin = hash & (BINS - 1)
  const value = hash >>> 8
  if (value < bins[bin]) bins[bin] = value
}

function fillEmptyBins(): void {
  donors ??= shuffledBins()
  for (let bin = 0; bin < BINS; bin++) full[bin] = bins[bin] === EMPTY ? 0 : 1
  for (let bin = 0; bin < BINS; bin++) {
    if (full[bin] === 1) continue
    let at = bin * BINS
    while (full[donors[at]] === 0) at++
    bins[bin] = bins[donors[at]]
  }
}

/** The finishing step of MurmurHash3: each bit of the result depends on each bit of `hash`. */
function mixed(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function kinds(): Uint16Array {
  const table = new Uint16Array(0x10000)
  for (let unit = 0x20; unit < table.length; unit++) {
    const character = String.fromCharCode(unit)
    if (APOSTROPHES.includes(character)) table[unit] = SKIPPED
    else if (SPACELESS.test(character)) table[unit] = ALONE
    else if (PART_OF_WORD.test(character)) table[unit] = character.toLowerCase().charCodeAt(0)
  }
  return table
}

function shuffledBins(): Uint8Array {
  const { below } = seeded(0x5eed)
  const rows = new Uint8Array(BINS * BINS)
  for (let row = 0; row < rows.length; row += BINS) {
    for (let bin = 0; bin < BINS; bin++) rows[row + bin] = bin
    for (let left = BINS - 1; left > 0; left--) {
      const other = row + below(left + 1)
      const bin = rows[row + left]
      rows[row + left] = rows[other]
      rows[other] = bin
    }
  }
  return rows
}
