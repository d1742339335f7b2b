import type { Document } from '../text/document.ts'
import type { IdentifierCategory } from '../types.ts'
import { passesIban, passesLuhn, passesVin } from './checksums.ts'
import type { Claims } from './claims.ts'

interface Pattern {
  category: IdentifierCategory
  reason: string
  confidence: number
  pattern: RegExp
  accepts?: (text: string) => boolean
}

const digitsOf = (text: string): string => text.replace(/\D/g, '')
/** Whether a number is a card's of 15 digits (American Express, UATP, JCB) rather than an IMEI. */
const isShortCard = (text: string): boolean => /^(?:1|3[47]|2131)/.test(text)
const isOctets = (text: string): boolean => text.split('.').every((part) => Number(part) <= 255)

/** Numbers of help lines are public; hiding them would hide how a crisis was answered. */
const isHelpLine = (text: string): boolean =>
  /^1?(?:8002738255|8006624357|8007997233|8006564673|8004887386|8664887386)$/.test(digitsOf(text))

const dayAndMonth = (a: number, b: number): boolean =>
  (a >= 1 && a <= 12 && b >= 1 && b <= 31) || (b >= 1 && b <= 12 && a >= 1 && a <= 31)
function isDate(text: string): boolean {
  const [a, b, c] = text.split(/[ T]/, 1)[0].split(/[/.-]/).map(Number)
  return a > 31 ? dayAndMonth(b, c) : dayAndMonth(a, b)
}

const PHONE_FORM = 'form of a telephone number'

/** Tried in this order where a token with a digit begins. Every quantifier is bounded, so each trial is constant time. */
const AT_DIGIT: readonly Pattern[] = [
  {
    category: 'date',
    reason: 'numeric date',
    confidence: 0.9,
    pattern: /(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?!\d)(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?Z?)?/y,
    accepts: isDate,
  },
  {
    category: 'ssn',
    reason: 'form of a social security number',
    confidence: 0.95,
    pattern: /(?!000|666)\d{3}([- ])\d{2}\1\d{4}(?![\d-])/y,
  },
  {
    category: 'ip_address',
    reason: 'IPv4 address',
    confidence: 0.95,
    pattern: /\d{1,3}(?:\.\d{1,3}){3}(?![\d.]?\d)/y,
    accepts: isOctets,
  },
  {
    category: 'date',
    reason: 'numeric date',
    confidence: 0.9,
    pattern: /\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?![\d/.-]?\d)/y,
    accepts: isDate,
  },
  {
    category: 'phone',
    reason: PHONE_FORM,
    confidence: 0.9,
    pattern:
      /(?:(?:1|001)[-. ]{1,2}\(?)?(?:\d{3}\)[-. ]?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)(?: {0,2}(?:x|ext\.?) {0,2}\d{1,6})?/y,
    accepts: (text) => !isHelpLine(text),
  },
  {
    category: 'device_identifier',
    reason: 'IMEI with a valid check digit',
    confidence: 0.9,
    pattern: /\d{15}(?!\d)/y,
    accepts: (text) => passesLuhn(text) && !isShortCard(text),
  },
  {
    category: 'device_identifier',
    reason: 'UDI of a medical device',
    confidence: 0.9,
    pattern: /01\)\d{14}(?:\(\d{2}\)[\w-]{1,20}){0,3}/y,
  },
  {
    category: 'device_identifier',
    reason: 'MAC address',
    confidence: 0.9,
    pattern: /[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])/iy,
    accepts: (text) => /[a-f]/i.test(text),
  },
  {
    category: 'account_number',
    reason: 'card number with a valid check digit',
    confidence: 0.95,
    pattern: /\d(?:[ -]?\d){11,18}(?![\d-])/y,
    accepts: passesLuhn,
  },
  {
    category: 'phone',
    reason: PHONE_FORM,
    confidence: 0.85,
    pattern: /0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}(?!\d)/y,
  },
]

const AFTER_PLUS =
  /\+\d{1,3}[-. ]?(?:\(\d{1,4}\)[-. ]?)?\d{1,4}(?:[-. ]?\d{2,4}){1,4}(?!\d)(?: {0,2}(?:x|ext\.?) {0,2}\d{1,6})?/y
const BARE_PHONE = /(?:1)?[2-9]\d{9}(?!\d)|0\d{9,10}(?!\d)|\d{3}[- ]\d{4}(?!\d)/y
/** A number in any country's groups; only where a telephone number is expected. */
const GROUPED_PHONE = /\(?\d{1,5}\)?(?:[-. ]\d{2,7}){1,4}(?!\d)(?: {0,2}(?:x|ext\.?) {0,2}\d{1,6})?/y
/** Which telephone a number is, written behind it. */
const PHONE_NAME = /^ ?[-–(,\\] ?(?:office|mobile|cell|home|work|fax|desk|direct)/i
const IPV6 = /(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![:\w])/iy
const MAC = /[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?![:\w]|-\w)/iy
const IMAGE_MARKS = '-_'
const IBAN = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])/y
const URL = /(?:https?:\/\/|www\.)[^\s<>"'“”]{2,500}/iuy
const EMAIL_LOCAL = /[\w.%+'-]{1,64}$/
const EMAIL_DOMAIN = /@(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}/iy
const HANDLE = /@[a-z_][\w.]{1,39}/iy

/** E-mail addresses, URLs, handles, IP addresses, telephone, card and bank numbers by their form. */
export function findStructured(document: Document, claims: Claims): void {
  for (const { turn, from: at, value } of document.hits('form_lead')) {
    if (!claims.isFree(at)) continue
    if (value === 'at') findAtSign(document, claims, turn, at)
    else if (value === 'web') claimMatch(document, claims, turn, at, URL, 'url', 0.95, 'web address')
    else if (value === 'colon') findIpv6(document, claims, turn, at)
    else
      claimMatch(
        document,
        claims,
        turn,
        at,
        AFTER_PLUS,
        'phone',
        0.9,
        PHONE_FORM,
        (found) => digitsOf(found).length >= 8,
      )
  }
  document.eachNumber((turn, at) => {
    if (!claims.isFree(at) || findMac(document, claims, turn, at)) return
    if (!isInsideNumber(document, turn, at)) findNumber(document, claims, turn, at)
  })
  findDomains(document, claims)
  findImages(document, claims)
}

/** The address of a network card around a token with a digit, which may stand in any of its six groups. */
function findMac(document: Document, claims: Claims, turn: number, at: number): boolean {
  const { start, end } = document.tokens
  if (end[at] - start[at] !== 2) return false
  const first = document.turnStart[turn]
  let from = at
  const joins = (token: number): boolean =>
    document.touchesPrevious(token) &&
    document.touchesPrevious(token + 1) &&
    ':-'.includes(document.mark(turn, token) || ' ')
  while (from - 2 >= first && from > at - 10 && end[from - 2] - start[from - 2] === 2 && joins(from - 1)) from -= 2
  const found = match(MAC, document.texts[turn], start[from])
  if (found === null || !claims.isFree(from)) return false
  claimTo(document, claims, turn, from, start[from] + found.length, 'device_identifier', 0.9, 'MAC address')
  return true
}

/** Names of image files with a number in them, as cameras and telephones give them. */
function findImages(document: Document, claims: Claims): void {
  for (const { turn, from, to } of document.hits('image_file')) {
    const lowest = Math.max(document.turnStart[turn], from - 9)
    if (from <= lowest || !document.touchesPrevious(from) || !document.touchesPrevious(to - 1)) continue
    let first = from - 1
    while (
      first - 2 >= lowest &&
      document.touchesPrevious(first) &&
      IMAGE_MARKS.includes(document.mark(turn, first - 1) || ' ') &&
      document.touchesPrevious(first - 1)
    )
      first -= 2
    const { start, end } = document.tokens
    if (!/\d/.test(document.texts[turn].slice(start[first], end[from - 1])) || !claims.isFree(first)) continue
    claimTo(document, claims, turn, first, end[to - 1], 'photo', 0.8, 'name of an image file')
  }
}

function findNumber(document: Document, claims: Claims, turn: number, at: number): void {
  const text = document.texts[turn]
  const from = document.tokens.start[at]
  for (const { category, reason, confidence, pattern, accepts } of AT_DIGIT) {
    const matched = match(pattern, text, from)
    if (matched === null || (accepts && !accepts(matched))) continue
    const opened = at > document.turnStart[turn] && document.mark(turn, at - 1) === '(' && matched.includes(')')
    const first = opened ? at - 1 : at
    claimTo(document, claims, turn, first, from + matched.length, category, confidence, reason)
    return
  }
  if (claimPhoneLine(document, claims, turn, at)) return
  if (document.isCapital(at)) {
    claimMatch(document, claims, turn, at, IBAN, 'account_number', 0.95, 'IBAN with valid check digits', (found) =>
      passesIban(found.replaceAll(' ', '')),
    )
  }
  const word = document.raw(turn, at)
  if (word.length === 17 && passesVin(word.toUpperCase()))
    claims.add('vehicle_identifier', turn, at, at + 1, 0.95, 'VIN with a valid check digit')
}

/** A line that holds groups of digits and perhaps which telephone it is: "(22) 154-300", "92 34 70-Office". */
function claimPhoneLine(document: Document, claims: Claims, turn: number, at: number): boolean {
  const text = document.texts[turn]
  const opened = at > document.turnStart[turn] && document.mark(turn, at - 1) === '(' ? 1 : 0
  const from = document.tokens.start[at - opened]
  if (from > 0 && !'\n,'.includes(text[from - 1])) return false
  const found = match(GROUPED_PHONE, text, from)
  if (found === null) return false
  const digits = digitsOf(found).length
  const isNamed = PHONE_NAME.test(text.slice(from + found.length, from + found.length + 12))
  const isLine = from === 0 || text[from - 1] === '\n'
  const ends = from + found.length === text.length || text[from + found.length] === '\n'
  if (!(isNamed && digits >= 6) && !(isLine && ends && from > 0 && digits >= 7 && digits <= 13)) return false
  claimTo(document, claims, turn, at - opened, from + found.length, 'phone', 0.8, 'number on a line of its own')
  return true
}

/** Claims a number of 7 or 10 digits that stands where a telephone number is expected. */
export function findCuedPhone(
  document: Document,
  claims: Claims,
  turn: number,
  at: number,
  category: 'phone' | 'fax',
): void {
  for (const [pattern, fewest] of [
    [BARE_PHONE, 7],
    [GROUPED_PHONE, 7],
  ] as const) {
    if (!claims.isFree(at)) return
    const accepts = (found: string) =>
      digitsOf(found).length >= fewest && digitsOf(found).length <= 15 && !isHelpLine(found)
    claimMatch(document, claims, turn, at, pattern, category, 0.85, 'number after words for a telephone', accepts)
  }
}

function findAtSign(document: Document, claims: Claims, turn: number, at: number): void {
  const { start, end } = document.tokens
  const text = document.texts[turn]
  const sign = start[at]
  const domain = match(EMAIL_DOMAIN, text, sign)
  if (domain !== null) {
    const local = EMAIL_LOCAL.exec(text.slice(Math.max(0, sign - 64), sign))?.[0].replace(/^['.]+/, '') ?? ''
    let first = at
    while (first > document.turnStart[turn] && end[first - 1] > sign - local.length) first--
    if (local) return claimTo(document, claims, turn, first, sign + domain.length, 'email', 0.98, 'e-mail address')
  }
  const handle = match(HANDLE, text, sign)
  if (handle !== null && !(at > 0 && document.touchesPrevious(at) && !document.isPunctuation(at - 1))) {
    claimTo(
      document,
      claims,
      turn,
      at,
      sign + handle.replace(/(?<!\.)\.+$/, '').length,
      'other_unique_identifier',
      0.9,
      'handle',
    )
  }
}

function findIpv6(document: Document, claims: Claims, turn: number, at: number): void {
  const before = at > document.turnStart[turn] && document.touchesPrevious(at) && !document.isPunctuation(at - 1)
  const first = before ? at - 1 : at
  if (!claims.isFree(first)) return
  const size = document.tokens.end[first] - document.tokens.start[first]
  if (size > 4) return
  const found = match(IPV6, document.texts[turn], document.tokens.start[first])
  if (found === null || !(found.includes('::') ? /[0-9a-f]/i.test(found) : found.split(':').length === 8)) return
  claimTo(document, claims, turn, first, document.tokens.start[first] + found.length, 'ip_address', 0.9, 'IPv6 address')
}

function findDomains(document: Document, claims: Claims): void {
  for (const { turn, from, to } of document.hits('domain')) {
    if (from <= document.turnStart[turn] || !document.touchesPrevious(from) || !document.touchesPrevious(to - 1))
      continue
    let first = from - 1
    const lowest = Math.max(document.turnStart[turn], from - 8)
    while (
      first - 2 >= lowest &&
      document.touchesPrevious(first) &&
      '.-'.includes(document.mark(turn, first - 1) || ' ') &&
      document.touchesPrevious(first - 1)
    )
      first -= 2
    if (document.isPunctuation(first)) continue
    const rest = /^(?:\/[^\s<>"'“”]{0,300})?/.exec(
      document.texts[turn].slice(document.tokens.end[to - 1], document.tokens.end[to - 1] + 302),
    )![0]
    claimTo(document, claims, turn, first, document.tokens.end[to - 1] + rest.length, 'url', 0.8, 'web address')
  }
}

function isInsideNumber(document: Document, turn: number, at: number): boolean {
  if (at - 2 < document.turnStart[turn] || !document.touchesPrevious(at) || !document.touchesPrevious(at - 1))
    return false
  return '-./:'.includes(document.mark(turn, at - 1) || ' ') && document.hasDigit(at - 2)
}

function match(pattern: RegExp, text: string, from: number): string | null {
  pattern.lastIndex = from
  return pattern.exec(text)?.[0] ?? null
}

function claimMatch(
  document: Document,
  claims: Claims,
  turn: number,
  at: number,
  pattern: RegExp,
  category: IdentifierCategory,
  confidence: number,
  reason: string,
  accepts: (found: string) => boolean = () => true,
): void {
  const found = match(pattern, document.texts[turn], document.tokens.start[at])
  if (found === null || !accepts(found)) return
  const length = found.replace(/[.,;:!?)\]]{1,10}$/, '').length
  claimTo(document, claims, turn, at, document.tokens.start[at] + length, category, confidence, reason)
}

/** Claims all tokens from `first` that begin before `end`. */
function claimTo(
  document: Document,
  claims: Claims,
  turn: number,
  first: number,
  end: number,
  category: IdentifierCategory,
  confidence: number,
  reason: string,
): void {
  const { start } = document.tokens
  const last = document.turnStart[turn + 1]
  let to = first
  while (to < last && start[to] < end) to++
  claims.addSpan(
    category,
    turn,
    first,
    to,
    start[first],
    Math.min(Math.max(end, start[first] + 1), document.tokens.end[to - 1]),
    confidence,
    reason,
  )
}
