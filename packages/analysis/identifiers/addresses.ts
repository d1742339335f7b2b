import type { Document } from '../text/document.ts'
import type { Claims } from './claims.ts'

const MAX_STREET_WORDS = 5

/** Street addresses with unit, the town after them, and ZIP codes after a state. */
export function findAddresses(document: Document, claims: Claims): void {
  const cued = new Set(document.hits('address_cue').map(({ to }) => to))
  document.eachNumber((turn, at) => {
    if (!claims.isFree(at)) return
    const last = document.turnStart[turn + 1]
    const street = streetEnd(document, turn, at, last, cued.has(at))
    if (street === at) claimZip(document, claims, turn, at)
    else {
      const end = unitEnd(document, turn, street, last)
      if (claims.add('location', turn, at, end, 0.9, 'street address')) claimTown(document, claims, turn, end, last)
    }
  })
}

function streetEnd(document: Document, turn: number, number: number, last: number, isCued: boolean): number {
  const { start, end } = document.tokens
  if (end[number] - start[number] > 6 || !/^\d/.test(document.raw(turn, number))) return number
  let found = number
  let names = 0
  let at = number + 1
  for (; at < last && at <= number + MAX_STREET_WORDS; at++) {
    if (document.isPunctuation(at)) {
      const joins =
        (document.mark(turn, at) === '.' && document.is('street_direction', at - 1)) ||
        (document.mark(turn, at) === '-' && document.touchesPrevious(at))
      if (joins) continue
      break
    }
    const isCapital = document.isCapital(at)
    const isStreet = isCapital ? document.is('street', at) : document.is('street_strong', at)
    if (isStreet && names > 0) found = at + 1
    else if (!isCapital && (found > number || document.is('never_name', at) || document.is('unit_of_measure', at)))
      break
    names++
  }
  if (found > number) return found
  let capitals = number + 1
  while (capitals < at && document.isCapital(capitals) && !document.is('unit', capitals)) capitals++
  return isCued && capitals > number + 1 ? capitals : number
}

/** Takes in "Apt. 4", ", Suite 12" and "#3" after a street. */
function unitEnd(document: Document, turn: number, street: number, last: number): number {
  let at = street
  if (
    at < last &&
    document.mark(turn, at) === '.' &&
    at + 1 < last &&
    (document.is('unit', at + 1) || document.mark(turn, at + 1) === ',')
  )
    at++
  if (at < last && document.mark(turn, at) === ',') at++
  if (at < last && document.is('unit', at)) {
    at++
    if (at < last && document.mark(turn, at) === '.') at++
  } else if (!(at < last && document.mark(turn, at) === '#')) return street
  if (at < last && document.mark(turn, at) === '#') at++
  return at < last && !document.isPunctuation(at) && document.tokens.end[at] - document.tokens.start[at] <= 6
    ? at + 1
    : street
}

function claimTown(document: Document, claims: Claims, turn: number, from: number, last: number): void {
  if (from >= last || (document.mark(turn, from) !== ',' && document.word(turn, from) !== 'in')) return
  let end = from + 1
  while (
    end < last &&
    end < from + 5 &&
    document.isCapital(end) &&
    !document.is('state_code', end) &&
    !document.is('state', end)
  )
    end++
  if (end > from + 1) claims.add('location', turn, from + 1, end, 0.9, 'town after a street address')
}

function claimZip(document: Document, claims: Claims, turn: number, at: number): void {
  if (!/^\d{5}$/.test(document.raw(turn, at)) || at <= document.turnStart[turn]) return
  const before = document.mark(turn, at - 1) === ',' ? at - 2 : at - 1
  if (before < document.turnStart[turn] || !document.isCapital(before)) return
  if (!document.is('state_code', before) && !document.is('state', before)) return
  const isLong =
    at + 2 < document.turnStart[turn + 1] && document.mark(turn, at + 1) === '-' && document.hasDigit(at + 2)
  claims.add('location', turn, at, isLong ? at + 3 : at + 1, 0.9, 'ZIP code after a state')
}
