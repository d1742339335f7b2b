import type { Document, Hit } from '../text/document.ts'
import type { Claims } from './claims.ts'

const DAY = /^(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?$/i
const YEAR = /^(?:1[89]|20)\d\d$/
const SHORT_DATE = /(?:0?[1-9]|1[0-2])([/-])(?:0?[1-9]|[12]\d|3[01])(?![/-]?\d)/y
const WELL_KNOWN = new Set(['9/11', '50/50', '24/7', '12/12'])

/** Dates finer than a year, with or without one, and ages over 89. Years, months and weekdays alone are none. */
export function findDates(document: Document, claims: Claims): void {
  for (const hit of document.hits('month')) claimMonthDate(document, claims, hit)
  const { start, end } = document.tokens
  document.eachNumber((turn, at) => {
    if (!claims.isFree(at)) return
    const size = end[at] - start[at]
    if (size <= 2) claimShortDate(document, claims, turn, at)
    if ((size === 2 || size === 3) && claims.isFree(at)) claimAge(document, claims, turn, at)
  })
}

function claimMonthDate(document: Document, claims: Claims, { turn, from: month, to, value }: Hit): void {
  const first = document.turnStart[turn]
  const last = document.turnStart[turn + 1]
  const isOpen = value === 'open'
  if (
    isOpen &&
    !document.isCapital(month) &&
    !document.is('ordinal_word', to) &&
    !isOrdinalBefore(document, turn, month)
  )
    return
  const afterMonth = to < last && document.mark(turn, to) === '.' && document.touchesPrevious(to) ? to + 1 : to
  let from = month
  let end = afterMonth
  let hasDay = false
  const dayAt = month - 1 >= first && document.word(turn, month - 1) === 'of' ? month - 2 : month - 1
  if (dayAt >= first && isDay(document, turn, dayAt)) {
    from = dayAt
    if (from - 2 >= first && document.is('ordinal_word', from - 1)) from--
    if (from - 1 >= first && document.word(turn, from - 1) === 'the') from--
    hasDay = true
  } else {
    const next = end < last && document.word(turn, end) === 'the' ? end + 1 : end
    if (next < last && isDay(document, turn, next) && !(isOpen && !document.isCapital(month))) {
      end = next + 1
      if (end < last && document.is('ordinal_word', next) && document.is('ordinal_word', end)) end++
      else if (end + 1 < last && document.mark(turn, end) === '-' && document.is('ordinal_word', end + 1)) end += 2
      hasDay = true
    }
  }
  const yearAt = end < last && [',', 'of', 'in'].includes(document.word(turn, end)) ? end + 1 : end
  const hasYear = yearAt < last && YEAR.test(document.raw(turn, yearAt))
  if (hasYear) end = yearAt + 1
  if (!hasDay && !hasYear) return
  if (document.mark(turn, end - 1) === '.') end--
  from = withWeekday(document, first, turn, from)
  claims.add('date', turn, from, end, hasDay ? 0.9 : 0.75, hasDay ? 'day and month' : 'month and year')
}

const isOrdinalBefore = (document: Document, turn: number, month: number): boolean =>
  month - 2 >= document.turnStart[turn] && document.word(turn, month - 1) === 'of' && isDay(document, turn, month - 2)

const isDay = (document: Document, turn: number, at: number): boolean =>
  document.is('ordinal_word', at) || (document.hasDigit(at) && DAY.test(document.raw(turn, at)))

function withWeekday(document: Document, first: number, turn: number, from: number): number {
  const before = from - 1 >= first && [',', 'the'].includes(document.word(turn, from - 1)) ? from - 2 : from - 1
  return before >= first && document.is('weekday', before) ? before : from
}

function claimShortDate(document: Document, claims: Claims, turn: number, at: number): void {
  const first = document.turnStart[turn]
  SHORT_DATE.lastIndex = document.tokens.start[at]!
  const found = SHORT_DATE.exec(document.texts[turn])?.[0]
  if (found === undefined || WELL_KNOWN.has(found) || at + 3 > document.turnStart[turn + 1]) return
  if (
    at > first &&
    document.touchesPrevious(at) &&
    document.isPunctuation(at - 1) &&
    document.mark(turn, at - 1) !== '('
  )
    return
  const isCued = at > first && document.is('date_lead', at - 1)
  if (!isCued && (found.includes('-') || found.length < 5)) return
  claims.add(
    'date',
    turn,
    withWeekday(document, first, turn, at),
    at + 3,
    isCued ? 0.85 : 0.6,
    'day and month in figures',
  )
}

function claimAge(document: Document, claims: Claims, turn: number, at: number): void {
  const age = Number(document.raw(turn, at))
  if (!(age >= 90 && age <= 122)) return
  const first = document.turnStart[turn]
  const last = document.turnStart[turn + 1]
  const next = at + 1 < last ? document.word(turn, at + 1) : '.'
  const saysYears =
    (next === 'years' || next === 'year' || next === 'yo' || next === '-') &&
    /^\s?-?\s?years?[ -]old|^\s?yo\b|^ years of age/i.test(
      document.texts[turn].slice(document.tokens.end[at], document.tokens.end[at] + 14),
    )
  const before = at > first ? document.word(turn, at - 1) : ''
  const isOfPerson = document.is('be', at - 1) && hasPersonBefore(document, turn, at, first)
  const isWholeAnswer =
    next === 'now' || document.isPunctuation(at + 1) || at + 1 >= last || next === 'and' || next === 'this'
  if (
    saysYears ||
    before === 'age' ||
    before === 'aged' ||
    (isOfPerson && isWholeAnswer && next !== '%' && next !== '/')
  ) {
    claims.add('date', turn, at, at + 1, saysYears || next === 'now' ? 0.9 : 0.7, 'age over 89')
  }
}

function hasPersonBefore(document: Document, turn: number, at: number, first: number): boolean {
  for (let before = at - 1; before >= Math.max(first, at - 4); before--) {
    if (document.is('person', before)) return true
    if (document.isPunctuation(before) && document.mark(turn, before) !== '-') return false
  }
  return false
}
