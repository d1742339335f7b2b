/** What a token is made of, as bits of {@link Tokens.shape}. */
export const LETTER = 1
export const DIGIT = 2
/** The first character is an upper-case letter. */
export const CAPITAL = 4
/** At least two letters and all of them upper-case. */
export const ALL_CAPS = 8
export const PUNCTUATION = 16

/**
 * The tokens of one text or of several texts after each other.
 *
 * Tokens are runs of letters, digits and `_` with apostrophes inside (`don't`), or single other characters; white space
 * is none. Offsets are UTF-16 units of the text that the token is in. `hash` is case-blind and takes ’ as '.
 */
export interface Tokens {
  count: number
  start: Int32Array
  end: Int32Array
  hash: Int32Array
  shape: Uint8Array
}

const SPACE_CLASS = 0
const LETTER_CLASS = 1
const DIGIT_CLASS = 2
const OTHER_CLASS = 3

const HASH_SEED = 0x811c9dc5 | 0
const HASH_PRIME = 0x01000193

const ASCII = new Uint8Array(128).fill(OTHER_CLASS)
for (let code = 0; code <= 32; code++) ASCII[code] = SPACE_CLASS
for (let code = 48; code <= 57; code++) ASCII[code] = DIGIT_CLASS
for (let code = 65; code <= 90; code++) ASCII[code] = ASCII[code + 32] = LETTER_CLASS
ASCII[95] = LETTER_CLASS

function classOf(code: number): number {
  if (code < 128) return ASCII[code]
  if (code < 0xc0)
    return code === 0xa0 ? SPACE_CLASS : code === 0xaa || code === 0xb5 || code === 0xba ? LETTER_CLASS : OTHER_CLASS
  if (code < 0x2000) return code === 0xd7 || code === 0xf7 ? OTHER_CLASS : LETTER_CLASS
  if (code <= 0x200b || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x3000) return SPACE_CLASS
  if (code < 0x2c00 || (code > 0x3000 && code < 0x3040)) return OTHER_CLASS
  if (code >= 0xd800 && code <= 0xdfff) return OTHER_CLASS
  return code === 0xfeff || code >= 0xff00 ? OTHER_CLASS : LETTER_CLASS
}

const isApostrophe = (code: number): boolean => code === 39 || code === 0x2019

function lowerCode(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code
  if (code === 0x2019) return 39
  return String.fromCharCode(code).toLowerCase().charCodeAt(0)
}

/** Whether a slice of a text is a lower-case word, by the same folding as the hash. */
export function equalsFolded(text: string, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const expected = word.charCodeAt(at - start)
    if (code !== expected && lowerCode(code) !== expected) return false
  }
  return true
}

/** Makes room for `capacity` tokens. */
export function allocateTokens(capacity: number): Tokens {
  return {
    count: 0,
    start: new Int32Array(capacity),
    end: new Int32Array(capacity),
    hash: new Int32Array(capacity),
    shape: new Uint8Array(capacity),
  }
}

/** The tokens without the room that they did not need. */
export function copyTokens({ count, start, end, hash, shape }: Tokens): Tokens {
  return {
    count,
    start: start.slice(0, count),
    end: end.slice(0, count),
    hash: hash.slice(0, count),
    shape: shape.slice(0, count),
  }
}

/**
 * Appends the tokens of `text` to `tokens`, which must have room for `text.length` more. One pass, linear time.
 *
 * @returns whether the text holds surrogates, so that offsets in code points differ from UTF-16 units.
 */
export function appendTokens(text: string, tokens: Tokens): boolean {
  const { start, end, hash, shape } = tokens
  const length = text.length
  let count = tokens.count
  let surrogates = false
  for (let at = 0; at < length;) {
    const code = text.charCodeAt(at)
    const kind = classOf(code)
    if (kind === SPACE_CLASS) {
      at++
      continue
    }
    start[count] = at
    if (kind === OTHER_CLASS) {
      const next = text.charCodeAt(at + 1)
      const pair = code >= 0xd800 && code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff
      if (code >= 0xd800 && code <= 0xdfff) surrogates = true
      at += pair ? 2 : 1
      hash[count] = Math.imul(HASH_SEED ^ lowerCode(code), HASH_PRIME)
      shape[count] = PUNCTUATION
      end[count++] = at
      continue
    }
    let value = HASH_SEED
    let bits = 0
    let letters = 0
    let capitals = 0
    for (; at < length; at++) {
      const unit = text.charCodeAt(at)
      const unitClass = classOf(unit)
      if (unitClass === LETTER_CLASS) {
        const lower = lowerCode(unit)
        letters++
        if (lower !== unit) {
          capitals++
          if (at === start[count]) bits |= CAPITAL
        }
        value = Math.imul(value ^ lower, HASH_PRIME)
      } else if (unitClass === DIGIT_CLASS) {
        bits |= DIGIT
        value = Math.imul(value ^ unit, HASH_PRIME)
      } else if (
        isApostrophe(unit) &&
        letters > 0 &&
        at + 1 < length &&
        classOf(text.charCodeAt(at + 1)) === LETTER_CLASS
      ) {
        value = Math.imul(value ^ 39, HASH_PRIME)
      } else break
    }
    if (letters > 0) bits |= LETTER
    if (letters > 1 && capitals === letters) bits |= ALL_CAPS
    hash[count] = value
    shape[count] = bits
    end[count++] = at
  }
  tokens.count = count
  return surrogates
}

/** The tokens of one text. */
export function tokenise(text: string): Tokens & { surrogates: boolean } {
  const tokens = allocateTokens(text.length)
  const surrogates = appendTokens(text, tokens)
  return { ...tokens, surrogates }
}
