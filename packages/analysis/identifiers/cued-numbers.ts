import type { Document } from '../text/document.ts'
import type { IdentifierCategory } from '../types.ts'
import type { Claims } from './claims.ts'
import { findCuedPhone } from './structured.ts'

const MAX_FILLERS = 4
const ASCENDING = '0123456789'
const DESCENDING = '9876543210'

/** Numbers that are identifiers because of the words before them: chart, plan, account, licence, plate, serial, ZIP. */
export function findCuedNumbers(document: Document, claims: Claims): void {
  for (const { turn, from, to, value } of document.hits('id_cue')) {
    const category: IdentifierCategory = value
    const at = skipFillers(document, turn, to)
    const end = valueEnd(document, turn, at, category === 'vehicle_identifier')
    if (end === at || !isFreeRange(claims, at, end)) continue
    const isLabel =
      category === 'medical_record_number' && to === at - countMarks(document, turn, to, at) && to - from === 1
    claims.add(category, turn, isLabel ? from : at, end, 0.9, 'number after words for it')
  }
  for (const { turn, to } of document.hits('zip_cue')) {
    const at = skipFillers(document, turn, to)
    if (at < document.turnStart[turn + 1] && document.hasDigit(at))
      claims.add('location', turn, at, zipEnd(document, turn, at), 0.9, 'ZIP or postal code')
  }
  for (const { turn, to } of document.hits('handle_cue')) claimHandle(document, claims, turn, to)
  for (const { turn, to } of document.hits('fax_cue')) claimPhone(document, claims, turn, to, 'fax')
  for (const { turn, to } of document.hits('phone_cue')) claimPhone(document, claims, turn, to, 'phone')
}

/** Telephone numbers as people say them, digit by digit, and e-mail addresses with "at" and "dot". */
export function findSpoken(document: Document, claims: Claims): void {
  let done = 0
  for (const { turn, from } of document.hits('digit_word')) {
    if (from < done) continue
    const { end, digits } = spokenDigits(document, turn, from, document.turnStart[turn + 1])
    done = end
    if (digits.length < 7 || ASCENDING.includes(digits) || DESCENDING.includes(digits)) continue
    const isSsn = digits.length === 9
    claims.add(isSsn ? 'ssn' : 'phone', turn, from, end, digits.length >= 9 ? 0.9 : 0.75, 'digits spoken one by one')
  }
  for (const { turn, from, to } of document.hits('spoken_domain')) claimSpokenAddress(document, claims, turn, from, to)
  for (const { turn, from, to } of document.hits('mail_provider')) claimAtProvider(document, claims, turn, from, to)
}

function skipFillers(document: Document, turn: number, from: number): number {
  const last = document.turnStart[turn + 1]
  let at = from
  for (let skipped = 0; at < last && skipped < MAX_FILLERS; skipped++, at++) {
    if (!document.is('id_filler', at) && !'.:,-–—'.includes(document.mark(turn, at) || ' ')) break
  }
  return at
}

const countMarks = (document: Document, turn: number, from: number, to: number): number => {
  let count = 0
  for (let at = from; at < to; at++) if (document.isPunctuation(at) && document.mark(turn, at) !== ',') count++
  return count
}

/** The end of a value of letters, digits and joining marks that holds a digit and at least four characters. */
function valueEnd(document: Document, turn: number, from: number, isPlate: boolean): number {
  const last = document.turnStart[turn + 1]
  const { start, end } = document.tokens
  let at = from
  let digits = 0
  let size = 0
  for (; at < last && at < from + 12; at++) {
    const mark = document.mark(turn, at)
    const isJoined = at === from || document.touchesPrevious(at)
    if (mark) {
      const isLead = at === from && mark === '#'
      const joins =
        (mark === '-' || mark === '/') &&
        isJoined &&
        at + 1 < last &&
        document.touchesPrevious(at + 1) &&
        !document.isPunctuation(at + 1)
      if (!isLead && !joins) break
      continue
    }
    const length = end[at] - start[at]
    const continues =
      isJoined ||
      (length <= 5 &&
        (document.hasDigit(at) || (isPlate && digits === 0)) &&
        size <= 16 &&
        (isPlate ? size <= 4 : document.hasDigit(at - 1) && size < 12))
    if (!continues || (at === from && isPlate && !document.hasDigit(at) && length > 4)) break
    if (at === from && !isPlate && !document.hasDigit(at) && !(at + 1 < last && document.touchesPrevious(at + 1))) break
    if (document.hasDigit(at)) digits++
    size += length
  }
  return digits > 0 && size >= 4 ? at : from
}

const isFreeRange = (claims: Claims, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (!claims.isFree(at)) return false
  return true
}

function zipEnd(document: Document, turn: number, at: number): number {
  const last = document.turnStart[turn + 1]
  if (at + 2 < last && document.mark(turn, at + 1) === '-' && document.hasDigit(at + 2)) return at + 3
  const isBritish =
    at + 1 < last && !/^\d+$/.test(document.raw(turn, at)) && /^\d[a-z]{2}$/i.test(document.raw(turn, at + 1))
  return isBritish ? at + 2 : at + 1
}

function claimHandle(document: Document, claims: Claims, turn: number, from: number): void {
  const last = document.turnStart[turn + 1]
  if (from >= last || document.isPunctuation(from) || document.is('never_name', from) || document.is('id_filler', from))
    return
  let end = from + 1
  while (
    end + 1 < last &&
    end < from + 8 &&
    document.touchesPrevious(end) &&
    document.touchesPrevious(end + 1) &&
    '.-_'.includes(document.mark(turn, end) || ' ')
  )
    end += 2
  claims.add('other_unique_identifier', turn, from, end, 0.8, 'name of an account')
}

function claimPhone(document: Document, claims: Claims, turn: number, to: number, category: 'phone' | 'fax'): void {
  const last = document.turnStart[turn + 1]
  const at = skipFillers(document, turn, to)
  const digits = at + 1 < last && document.mark(turn, at) === '(' ? at + 1 : at
  if (digits < last && document.hasDigit(digits) && claims.isFree(digits))
    findCuedPhone(document, claims, turn, at, category)
}

function spokenDigits(document: Document, turn: number, from: number, last: number): { end: number; digits: string } {
  const values = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
  let digits = ''
  let end = from
  let repeat = 1
  for (let at = from; at < last; at++) {
    if (document.is('spoken_digit', at)) {
      const word = document.word(turn, at)
      if (word === 'double' || word === 'triple') repeat = word === 'double' ? 2 : 3
      else {
        digits += String(Math.max(0, values.indexOf(word))).repeat(repeat)
        repeat = 1
        end = at + 1
      }
    } else if (document.hasDigit(at) && document.tokens.end[at] - document.tokens.start[at] === 1) {
      digits += document.raw(turn, at)
      end = at + 1
    } else if (!',-–.'.includes(document.mark(turn, at) || ' ')) break
  }
  return { end: Math.max(end, from + 1), digits }
}

function claimSpokenAddress(document: Document, claims: Claims, turn: number, dot: number, to: number): void {
  const first = document.turnStart[turn]
  const lowest = Math.max(first, dot - 8)
  let sign = -1
  for (let at = dot - 1; at >= lowest; at--) {
    if (document.isPunctuation(at) && document.mark(turn, at) !== '-') break
    if (document.word(turn, at) === 'at') {
      sign = at
      break
    }
  }
  if (sign <= first) {
    if (dot > first && !document.isPunctuation(dot - 1))
      claims.add('url', turn, dot - 1, to, 0.75, 'web address as it is spoken')
    return
  }
  claims.add('email', turn, localStart(document, turn, sign), to, 0.9, 'e-mail address as it is spoken')
}

const JOINS = new Set(['dot', 'underscore', 'dash', 'hyphen', 'period', '.', '_', '-'])

/** Where the part before a spoken "at" begins: "sam dot lee", "j underscore smith 7". */
function localStart(document: Document, turn: number, sign: number): number {
  const first = document.turnStart[turn]
  let from = sign - 1
  while (from - 2 >= first && from > sign - 14) {
    if (JOINS.has(document.word(turn, from - 1)) && !document.isPunctuation(from - 2)) from -= 2
    else if (document.hasDigit(from) || document.is('spoken_digit', from) || document.is('given_name', from - 1)) from--
    else break
  }
  return from
}

/** "sam dot lee at gmail": without its ending only where the part before is joined, or mail was spoken of just before. */
function claimAtProvider(document: Document, claims: Claims, turn: number, sign: number, to: number): void {
  const first = document.turnStart[turn]
  if (sign <= first || document.isPunctuation(sign - 1) || !claims.isFree(sign)) return
  const from = localStart(document, turn, sign)
  const isJoined = document.tokens.count > from + 1 && JOINS.has(document.word(turn, from + 1)) && from + 1 < sign
  let isCued = false
  for (let at = Math.max(first, from - 6); at < from; at++) if (document.is('mail_word', at)) isCued = true
  if (isJoined || isCued) claims.add('email', turn, from, to, 0.85, 'e-mail address as it is spoken')
}
