import { join } from 'node:path'
import { sharedFile } from '../model/shared-file.ts'
import { hashOf } from '../text/tokens.ts'

/** What is known of a word, as bits of {@link Gazetteer.flags}; bits 8 to 10 are its band of frequency, 0 to 7. */
export const GIVEN = 1
export const SURNAME = 2
/** The whole name of a town or another place below a country. */
export const PLACE = 4
/** A word of such a name. */
export const PLACE_PART = 8
export const STREET = 16
export const COUNTRY = 32
export const COMPANY = 64
/** English texts write it with a capital letter more often than not. */
export const PROPER = 128
const BAND_SHIFT = 8

const RECENT = 1 << 13

/** How common a word is in spoken English, from 0 (no list has it) to 7 (one in 2,500 words or more). */
export const bandOf = (flags: number): number => flags >>> BAND_SHIFT

/**
 * Some 200,000 words by their hash: names of people and places of many countries, and common English words.
 *
 * Words are kept as 16 bits of their hashes, so none can be read back, and one unknown word in about 20,000 is taken
 * for a known one. Look-ups take constant time.
 */
export class Gazetteer {
  private readonly slots: Uint16Array
  private readonly mask: number
  /** Hashes that were asked for last, and what came of them: everyday words come again and again. */
  private readonly asked = new Int32Array(RECENT)
  private readonly answers = new Uint16Array(RECENT)

  /** @param slots pairs of fingerprint and flags, a power of two of them; 0 flags mark a free slot */
  constructor(slots: Uint16Array) {
    this.slots = slots
    this.mask = slots.length / 2 - 1
    this.answers[0] = this.find(0)
  }

  /** The flags of the word with this hash (of {@link Tokens.hash}), 0 when it is not known. */
  flags(hash: number): number {
    const recent = hash & (RECENT - 1)
    if (this.asked[recent] === hash) return this.answers[recent]
    this.asked[recent] = hash
    return (this.answers[recent] = this.find(hash))
  }

  private find(hash: number): number {
    const { slots, mask } = this
    const mixed = mix(hash)
    const print = mixed >>> 16
    for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
      const flags = slots[slot * 2 + 1]
      if (flags === 0 || slots[slot * 2] === print) return flags
    }
  }

  /** The flags of a single word. */
  flagsOf(word: string): number {
    return this.flags(hashOf(word))
  }
}

/** Puts words and their flags into slots for {@link Gazetteer}; two words of one fingerprint share their flags. */
export function gazetteerSlots(words: ReadonlyMap<string, number>): Uint16Array {
  const size = 1 << Math.ceil(Math.log2(words.size / 0.9))
  const slots = new Uint16Array(size * 2)
  for (const [word, flags] of words) {
    const mixed = mix(hashOf(word))
    const print = mixed >>> 16
    let slot = mixed & (size - 1)
    while (slots[slot * 2 + 1] !== 0 && slots[slot * 2] !== print) slot = (slot + 1) & (size - 1)
    slots[slot * 2] = print
    slots[slot * 2 + 1] |= flags
  }
  return slots
}

function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return (twice ^ (twice >>> 16)) >>> 0
}

let loaded: Gazetteer | undefined

export const GAZETTEER_FILE = join(import.meta.dirname, 'gazetteer.bin')

/** The gazetteer that ships, read at the first use; threads share its memory. */
export function gazetteer(): Gazetteer {
  if (!loaded) {
    const bytes = sharedFile(GAZETTEER_FILE)
    loaded = new Gazetteer(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2))
  }
  return loaded
}
