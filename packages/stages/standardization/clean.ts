import { repairMojibake } from './mojibake.ts'

/** What some step below might change; text without it (printable ASCII, no entities, tags or runs of blanks) is clean. */
const SUSPICIOUS = /[^ -%'-;=?-~]|  |^ | $/

// Zero-width and invisible characters hide identifiers and split words; ZWJ and ZWNJ (U+200C, U+200D) carry meaning.
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]/g
const BLANKS = /[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g
const BREAK = /\r\n?|\u0085|\u2028|\u2029/g
const BLANK_AT_BREAK = / ?\n ?/g
const MANY_BREAKS = /\n{3,}/g
const TAG = /<(\/?)(p|br|div|span|b|i|u|em|strong|ul|ol|li|a|h[1-6]|blockquote)(?:\s[^<>]{0,400})?\/?>/gi
const BLOCK = /^(?:p|br|div|ul|ol|li|h[1-6]|blockquote)$/i
const ENTITY = /&(?:amp;){0,8}(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g
const NAMED: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  aacute: 'á',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
  ntilde: 'ñ',
  ccedil: 'ç',
  uuml: 'ü',
  ouml: 'ö',
  auml: 'ä',
  szlig: 'ß',
  copy: '©',
  reg: '®',
  deg: '°',
}

export type Repairs = { mojibake: number; markup: number; invisible: number }

/**
 * Brings text into one form: NFC, no control or invisible characters, single blanks, `\n` line ends and at most one
 * empty line, HTML entities and simple tags resolved, text that was decoded twice repaired where that is certain.
 * Cleaning clean text changes nothing. What was repaired is counted in `repairs`.
 */
export function cleanText(text: string, repairs?: Repairs): string {
  if (!SUSPICIOUS.test(text)) return text
  let before = text
  // A resolved entity may itself be markup; each further round can only shorten.
  for (;;) {
    const after = cleanOnce(before, repairs)
    if (after === before) return after
    before = after
  }
}

function cleanOnce(text: string, repairs: Repairs | undefined): string {
  let result = text.toWellFormed()
  const repaired = repairMojibake(result)
  if (repaired !== result) {
    result = repaired
    if (repairs) repairs.mojibake++
  }
  if (result.includes('&') || result.includes('<')) {
    const plain = result.replace(ENTITY, decodeEntity).replace(TAG, replaceTag)
    if (plain !== result && repairs) repairs.markup++
    result = plain
  }
  const visible = result.replace(INVISIBLE, '')
  if (visible !== result && repairs) repairs.invisible++
  return visible
    .normalize('NFC')
    .replace(BREAK, '\n')
    .replace(BLANKS, ' ')
    .replace(BLANK_AT_BREAK, '\n')
    .replace(MANY_BREAKS, '\n\n')
    .trim()
}

function decodeEntity(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name] ?? whole
  const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal)
  const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return valid ? String.fromCodePoint(code) : whole
}

const replaceTag = (_: string, _close: string, name: string): string => (BLOCK.test(name) ? '\n' : '')
