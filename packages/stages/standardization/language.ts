import type { Turn } from '@techdeck/contracts'

/** UTF-16 units of a conversation that are looked at, and of one turn, so that a long first turn does not speak for all. */
const SAMPLE = 400
const OF_ONE_TURN = 120
/** What is looked at before the library is loaded: its n-grams take 45 MB in each thread. */
const LONGER_SAMPLE = 4000
/** With fewer letters than this nobody can tell. */
const MIN_LETTERS = 20
const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/gu
const LETTER = /\p{L}/gu

/** Below this share of what the language's n-grams could give, it is not that language. */
const MIN_SCORE = 0.4
/** Lead over the second language, without which it is a guess. */
const MIN_LEAD = 0.01

/**
 * The language in which a conversation is held, as an ISO 639-1 code of one of the 60 that `eld` knows; `und` where there
 * is too little to tell, or no language is clearly ahead. Instructions of a system are not looked at.
 *
 * Plain English is known by its commonest words, in about a microsecond. The library is loaded when something else is
 * met.
 */
export function languageOf(turns: readonly Turn[]): string | Promise<string> {
  const sample = sampleOf(turns, SAMPLE)
  return isPlainEnglish(sample) || isPlainEnglish(sampleOf(turns, LONGER_SAMPLE)) ? 'en' : detect(sample)
}

async function detect(sample: string): Promise<string> {
  const letters = sample.match(LETTER)?.length ?? 0
  // A syllable or a character says about as much as three letters.
  const dense = sample.match(DENSE)?.length ?? 0
  if (letters + 2 * dense < MIN_LETTERS) return 'und'
  const { eld } = await import('eld/extrasmall')
  const result = eld.detect(sample)
  const [best = 0, second = 0] = Object.values(result.getScores()).toSorted((a, b) => b - a)
  return best >= MIN_SCORE && best - second >= MIN_LEAD ? result.language : 'und'
}

function sampleOf(turns: readonly Turn[], units: number): string {
  let sample = ''
  for (const { role, text } of turns) {
    if (role === 'system') continue
    sample += `${text.length > OF_ONE_TURN ? text.slice(0, OF_ONE_TURN) : text} `
    if (sample.length >= units) break
  }
  return sample
}

/** Common English words, without apostrophes, that are not words of other languages too. */
const ENGLISH =
  'the and that you your of what have with this are my they she it would could should about because know think feel really just like how why when where from been there their then than but which who will were had has did does dont its thats youre yeah yes'
const TABLE_SIZE = 1024
const table = new Uint32Array(TABLE_SIZE)
for (const word of ENGLISH.split(' ')) {
  let hash = 0
  for (let at = 0; at < word.length; at++) hash = nextHash(hash, word.charCodeAt(at))
  let slot = hash % TABLE_SIZE
  while (table[slot] !== 0) slot = (slot + 1) % TABLE_SIZE
  table[slot] = hash
}

const MIN_WORDS = 8
const MIN_SHARE = 0.15
const APOSTROPHES = [0x27, 0x2019]

function isPlainEnglish(sample: string): boolean {
  let words = 0
  let common = 0
  let hash = 0
  for (let at = 0; at < sample.length; at++) {
    const unit = sample.charCodeAt(at)
    const letter = unit | 0x20
    if (letter >= 0x61 && letter <= 0x7a) {
      hash = nextHash(hash, letter)
    } else if (unit >= 0xc0 && unit < 0x2000) {
      // A word with a letter beyond ASCII is one of another language, or rare.
      hash = 1
    } else if (hash !== 0 && !APOSTROPHES.includes(unit)) {
      words++
      if (isCommon(hash)) common++
      hash = 0
    }
  }
  return words >= MIN_WORDS && common >= words * MIN_SHARE
}

function nextHash(hash: number, unit: number): number {
  return Math.imul((hash === 0 ? 0x811c9dc5 : hash) ^ unit, 0x01000193) >>> 0 || 1
}

function isCommon(hash: number): boolean {
  let slot = hash % TABLE_SIZE
  while (table[slot] !== 0) {
    if (table[slot] === hash) return true
    slot = (slot + 1) % TABLE_SIZE
  }
  return false
}
