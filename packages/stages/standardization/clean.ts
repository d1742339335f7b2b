import { decodeHTMLStrict } from 'entities/decode'
import { withoutTags } from './html.ts'
import { repairMojibake } from './mojibake.ts'

/** What some step below might change; text without it (printable ASCII, no entities, tags or runs of blanks) is clean. */
const SUSPICIOUS = /[^ -%'-;=?-~]|  |^ | $/

// Zero-width and invisible characters hide identifiers and split words; ZWJ and ZWNJ (U+200C, U+200D) carry meaning, and
// so do marks of direction beside letters that are written from right to left.
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffc]/g
const RIGHT_TO_LEFT = '[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]'
const DIRECTION = new RegExp(
  `(?<!${RIGHT_TO_LEFT})[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069](?!${RIGHT_TO_LEFT})`,
  'g',
)
const BLANKS = /[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g
const BREAK = /\r\n?|\u0085|\u2028|\u2029/g
const BLANK_AT_BREAK = / ?\n ?/g
const MANY_BREAKS = /\n{3,}/g
const MOST_ROUNDS = 32
/** ‘&amp;amp;amp;’, however often it was escaped. */
const ESCAPED_AGAIN = /&(?:amp;)+(?=amp;)/gi

/** In how many texts something was repaired. */
export type Repairs = { mojibake: number; markup: number; invisible: number; surrogates: number }

/**
 * Brings text into one form: NFC, no control or invisible characters, single blanks, `\n` line ends and at most one
 * empty line, HTML entities and tags resolved, text that was decoded in a wrong encoding repaired where that is certain.
 * Cleaning clean text changes nothing. What was repaired is counted in `repairs`.
 */
export function cleanText(text: string, repairs?: Repairs): string {
  if (!SUSPICIOUS.test(text)) return text
  let before = text
  // A resolved entity may itself be markup. More rounds than these only text that is made to need them would take.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const after = cleanOnce(before, repairs)
    if (after === before) return after
    before = after
  }
  return before
}

function cleanOnce(text: string, repairs: Repairs | undefined): string {
  let result = text.toWellFormed()
  if (result !== text && repairs) repairs.surrogates++
  const repaired = repairMojibake(result)
  if (repaired !== result) {
    result = repaired
    if (repairs) repairs.mojibake++
  }
  if (result.includes('&') || result.includes('<')) {
    const plain = withoutMarkup(result)
    if (plain !== result && repairs) repairs.markup++
    result = plain
  }
  const visible = result.replace(INVISIBLE, '').replace(DIRECTION, '')
  if (visible !== result && repairs) repairs.invisible++
  return visible
    .normalize('NFC')
    .replace(BREAK, '\n')
    .replace(BLANKS, ' ')
    .replace(BLANK_AT_BREAK, '\n')
    .replace(MANY_BREAKS, '\n\n')
    .trim()
}

function withoutMarkup(text: string): string {
  const untagged = text.includes('<') ? withoutTags(text) : text
  return untagged.includes('&') ? decodeHTMLStrict(untagged.replace(ESCAPED_AGAIN, '&')) : untagged
}
