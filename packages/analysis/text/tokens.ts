/** What a token is made of, as bits of {@link Tokens.shape}. */
export const LETTER = 1
export const DIGIT = 2
/** The first character is an upper-case letter. */
export const CAPITAL = 4
/** At least two letters and all of them upper-case. */
export const ALL_CAPS = 8
export const PUNCTUATION = 16
/** A letter is upper-case, and the first character is none that is. */
export const INNER_CAPITAL = 32

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
const APOSTROPHE = 39

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

const isApostrophe = (code: number): boolean => code === APOSTROPHE || code === 0x2019
const isUpper = (code: number): boolean => code >= 65 && code <= 90

function lowerCode(code: number): number {
  if (code < 128) return isUpper(code) ? code + 32 : code
  if (code === 0x2019) return APOSTROPHE
  return String.fromCharCode(code).toLowerCase().charCodeAt(0)
}

/** Letters (lower-case), digits and `_` of ASCII as they are folded; 0 for what is in no word. */
const FOLDED = Uint8Array.from({ length: 128 }, (_, code) =>
  ASCII[code] === LETTER_CLASS || ASCII[code] === DIGIT_CLASS ? lowerCode(code) : 0,
)
const NINE = 57

/** The classes of ASCII, and behind them what it is folded to: what the kernel knows of characters. */
export const ASCII_CLASSES = Uint8Array.of(...ASCII, ...FOLDED)

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

/** UTF-16 units with room for texts: reading numbers from it is several times faster than from strings. */
export class UnitBuffer {
  readonly units: Uint16Array
  private readonly bytes: Buffer

  constructor(capacity: number, units: Uint16Array = new Uint16Array(capacity)) {
    this.units = units
    this.bytes = Buffer.from(units.buffer, units.byteOffset, units.byteLength)
  }

  /** Puts the units of a text at `at`. */
  write(text: string, at: number): void {
    this.bytes.write(text, at * 2, 'utf16le')
  }
}

/**
 * Appends the tokens of the text in `units` from `from` to `to` (exclusive) to `tokens`, which must have room for as
 * many. Words in `units` are folded: made lower-case, with ' for ’. One pass, linear time.
 *
 * @returns whether the text holds surrogates, so that offsets in code points differ from UTF-16 units.
 */
export function appendTokens(units: Uint16Array, from: number, to: number, tokens: Tokens): boolean {
  const { start, end, hash, shape } = tokens
  let count = tokens.count
  let surrogates = false
  for (let at = from; at < to;) {
    const code = units[at]
    const kind = code < 128 ? ASCII[code] : classOf(code)
    if (kind === SPACE_CLASS) {
      at++
      continue
    }
    start[count] = at - from
    if (kind === OTHER_CLASS) {
      const next = at + 1 < to ? units[at + 1] : 0
      const pair = code >= 0xd800 && code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff
      if (code >= 0xd800 && code <= 0xdfff) surrogates = true
      const lower = lowerCode(code)
      units[at] = lower
      at += pair ? 2 : 1
      hash[count] = Math.imul(HASH_SEED ^ lower, HASH_PRIME)
      shape[count] = PUNCTUATION
      end[count++] = at - from
      continue
    }
    const first = at
    let value = HASH_SEED
    let digits = 0
    let marks = 0
    let capitals = 0
    let bits = kind === LETTER_CLASS && lowerCode(code) !== code ? CAPITAL : 0
    for (; at < to; at++) {
      const unit = units[at]
      let folded = unit < 128 ? FOLDED[unit] : 0
      if (folded !== 0) {
        // Upper-case letters alone are folded to another code, 32 above.
        capitals += (folded - unit) >> 5
        if (folded <= NINE) digits++
      } else if (unit >= 128 && classOf(unit) === LETTER_CLASS) {
        folded = lowerCode(unit)
        if (folded !== unit) capitals++
      } else if (
        isApostrophe(unit) &&
        at - first > digits + marks &&
        at + 1 < to &&
        classOf(units[at + 1]) === LETTER_CLASS
      ) {
        marks++
        folded = APOSTROPHE
      } else break
      units[at] = folded
      value = Math.imul(value ^ folded, HASH_PRIME)
    }
    const letters = at - first - digits - marks
    if (digits > 0) bits |= DIGIT
    if (letters > 0) bits |= LETTER
    if (letters > 1 && capitals === letters) bits |= ALL_CAPS
    if (capitals > 0 && (bits & CAPITAL) === 0) bits |= INNER_CAPITAL
    hash[count] = value
    shape[count] = bits
    end[count++] = at - from
  }
  tokens.count = count
  return surrogates
}

/** The tokens of one text, and its units as they were folded. */
export function tokenise(text: string): Tokens & { surrogates: boolean; units: Uint16Array } {
  const tokens = allocateTokens(text.length)
  const buffer = new UnitBuffer(text.length)
  buffer.write(text, 0)
  const surrogates = appendTokens(buffer.units, 0, text.length, tokens)
  return { ...tokens, surrogates, units: buffer.units }
}

/** Room for {@link hashOf}. */
const WORD_LENGTH = 64
const word = { buffer: new UnitBuffer(WORD_LENGTH), tokens: allocateTokens(WORD_LENGTH) }

/** The hash that a text's first token has in {@link Tokens}; the text begins with a token and has at most 64 units. */
export function hashOf(text: string): number {
  word.buffer.write(text, 0)
  word.tokens.count = 0
  appendTokens(word.buffer.units, 0, text.length, word.tokens)
  return word.tokens.hash[0]
}

/** The hash of a text that is one token as it stands, `null` where it is several or none. */
export function hashOfToken(text: string): number | null {
  const { count, start, end, hash } = tokenise(text)
  return count === 1 && start[0] === 0 && end[0] === text.length ? hash[0] : null
}
