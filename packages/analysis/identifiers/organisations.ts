import { lexicon } from '../lexicons.ts'
import type { Document } from '../text/document.ts'
import { isNamePart, nameRunEnd } from './capitals.ts'
import type { Claims } from './claims.ts'

const COMPANY = 1
const NAMED_PLACE = 2
let known: Uint8Array | undefined

/** What a capitalised word may be a part of, by the word's number: one look-up for all. */
function kindsOfWords(): Uint8Array {
  if (known) return known
  const { sets } = lexicon()
  return (known = sets.org_word.map((company, id) =>
    sets.school_word[id] || sets.place_word[id] ? NAMED_PLACE : company * COMPANY,
  ))
}

/** Employers (names in the sense of the rule) and schools, clinics, churches (places below a state). */
export function findOrganisations(document: Document, claims: Claims): void {
  const kinds = kindsOfWords()
  for (const { turn, to } of document.hits('employer_cue')) claimEmployer(document, claims, turn, to)
  document.eachCapital((turn, at) => {
    const kind = kinds[document.ids[at]]
    if (kind === 0 || !claims.isFree(at)) return
    if (kind === COMPANY) claimCompany(document, claims, turn, at)
    else claimNamedPlace(document, claims, turn, at)
  })
  for (const { turn, to } of document.hits('school_cue')) claimAttended(document, claims, turn, to)
}

function claimEmployer(document: Document, claims: Claims, turn: number, cue: number): void {
  const from = skipArticle(document, turn, cue)
  const end = organisationEnd(document, claims, turn, from)
  if (end > from && !isWide(document, from)) claims.add('name', turn, from, end, 0.8, 'employer')
}

/** Follows "Carter, Booker and Brown", "Clark-Taylor", "Bank of Utah". Within a list any capitalised word is a part. */
function organisationEnd(document: Document, claims: Claims, turn: number, from: number): number {
  const last = document.turnStart[turn + 1]
  let end = nameRunEnd(document, claims, turn, from, 5)
  if (end === from) return from
  let isList = false
  for (let joins = 0; joins < 4 && end < last; joins++) {
    const mark = document.mark(turn, end)
    const word = document.word(turn, end)
    const next = word === 'of' ? skipArticle(document, turn, end + 1) : end + 1
    if (next >= last || (mark !== ',' && mark !== '&' && word !== 'and' && word !== 'of')) break
    if (mark === ',') {
      if (!document.isCapital(next) || !followsJoin(document, turn, next + 1, last)) break
      isList = true
      end = next + 1
    } else {
      const run = nameRunEnd(document, claims, turn, next, 2)
      const isPart = (isList || document.is('org_word', next)) && document.isCapital(next)
      if (run === next && !isPart) break
      end = Math.max(run, next + 1)
    }
  }
  return end
}

const followsJoin = (document: Document, turn: number, at: number, last: number): boolean =>
  at < last && (document.word(turn, at) === 'and' || document.mark(turn, at) === '&' || document.mark(turn, at) === ',')

function claimCompany(document: Document, claims: Claims, turn: number, at: number): void {
  const from = runStart(document, claims, turn, at, 4)
  let end = at + 1
  while (end < document.turnStart[turn + 1] && document.is('org_word', end) && document.isCapital(end)) end++
  if (from < at) claims.add('name', turn, from, end, 0.8, 'company')
}

function claimNamedPlace(document: Document, claims: Claims, turn: number, at: number): void {
  const last = document.turnStart[turn + 1]
  let from = at
  let named = false
  const lowest = Math.max(document.turnStart[turn], at - 5)
  while (from > lowest && document.isCapital(from - 1) && claims.isFree(from - 1)) {
    if (isNamePart(document, claims, from - 1)) named = true
    else if (!isKind(document, from - 1)) break
    from--
  }
  if (named && !isWide(document, from)) {
    let end = at + 1
    while (end < last && isKind(document, end) && document.isCapital(end)) end++
    claims.add('location', turn, from, end, 0.85, 'school, clinic or other named place')
  } else if (
    at + 2 < last &&
    document.word(turn, at + 1) === 'of' &&
    isNamePart(document, claims, at + 2) &&
    !isWide(document, at + 2)
  ) {
    claims.add(
      'location',
      turn,
      at,
      nameRunEnd(document, claims, turn, at + 2, 3),
      0.75,
      'school, clinic or other named place',
    )
  }
}

const isKind = (document: Document, at: number): boolean =>
  document.is('school_word', at) || document.is('place_word', at) || document.is('place_kind', at)

function claimAttended(document: Document, claims: Claims, turn: number, cue: number): void {
  const from = skipArticle(document, turn, cue)
  const end = organisationEnd(document, claims, turn, from)
  if (end > from && !isWide(document, from)) claims.add('location', turn, from, end, 0.7, 'place that is attended')
}

function runStart(document: Document, claims: Claims, turn: number, at: number, limit: number): number {
  const first = document.turnStart[turn]
  let from = at
  while (
    from > first &&
    from > at - limit &&
    (isNamePart(document, claims, from - 1) ||
      (document.mark(turn, from - 1) === '-' && document.touchesPrevious(from - 1)))
  )
    from--
  return from
}

function skipArticle(document: Document, turn: number, at: number): number {
  return at < document.turnStart[turn + 1] && ['the', 'a', 'an', 'our', 'my'].includes(document.word(turn, at))
    ? at + 1
    : at
}

/** States and countries are wide enough to stay. */
export const isWide = (document: Document, at: number): boolean =>
  document.is('state', at) || document.is('country', at)
