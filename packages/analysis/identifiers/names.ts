import type { Document } from '../text/document.ts'
import { ALL_CAPS } from '../text/tokens.ts'
import { endWithoutPossessive, isNamePart, nameRunEnd } from './capitals.ts'
import type { Claims } from './claims.ts'
import { KnownNames } from './known-names.ts'

const CUE = { none: 0, identity: 1, introduction: 2, name: 3, title: 4 } as const
const MAX_NAME_WORDS = 4

/** A name of which a rule is less sure is only a hint; the tagger decides about it. */
const SURE = 0.7

/** Names of people: after introductions, titles and kinship, by given name, before credentials. Answers which names it saw. */
export function findNames(document: Document, claims: Claims): KnownNames {
  const cues = new Uint8Array(document.ids.length + 1)
  for (const { turn, to, value } of document.hits('name_cue')) {
    if (to < document.turnStart[turn + 1]) cues[to] = Math.max(cues[to], CUE[value])
  }
  const known = new KnownNames()
  for (const { speaker } of document.turns) if (speaker) known.remember(speaker)
  let done = 0
  document.eachCapital((turn, at) => {
    if (at < done || !claims.isFree(at)) return
    const confidence = nameConfidence(document, claims, turn, at, cues[at])
    if (confidence > 0) done = claimName(document, claims, known, turn, at, confidence)
  })
  for (const { turn, from } of document.hits('given')) {
    const isCued =
      cues[from] > (document.is('ambiguous_name', from) ? CUE.identity : CUE.none) ||
      (from > document.turnStart[turn] && document.is('relation', from - 1))
    if (isCued && !document.isCapital(from) && claims.isFree(from)) claimName(document, claims, known, turn, from, 0.8)
  }
  return known
}

/** How sure it is that a name begins at `at`; 0 when there is no sign of one. */
function nameConfidence(document: Document, claims: Claims, turn: number, at: number, cue: number): number {
  const first = document.turnStart[turn]
  if (document.hasDigit(at)) return 0
  if (cue === CUE.title && isSurnameAfterTitle(document, turn, at)) return 0.9
  if (cue >= CUE.introduction && document.is('ambiguous_name', at)) return cue === CUE.introduction ? 0.75 : 0.9
  if (!isNamePart(document, claims, at) || isOfMethod(document, turn, at)) return 0
  const isGiven = document.is('given_name', at)
  const isShouted = (document.tokens.shape[at] & ALL_CAPS) !== 0 && !isGiven
  if (cue === CUE.title || cue === CUE.name) return isShouted && cue === CUE.title ? 0.6 : 0.9
  if (isShouted) return 0
  const isAmbiguous = document.is('ambiguous_name', at)
  if (cue === CUE.introduction || (cue === CUE.identity && (isGiven || isAmbiguous))) return isGiven ? 0.9 : 0.7
  const before = at > first ? at - 1 : -1
  const related =
    before >= 0 && (document.mark(turn, before) === ',' || document.word(turn, before) === 'is') ? before - 1 : before
  if (related >= first && document.is('relation', related) && (related === before || isGiven))
    return isGiven ? 0.9 : 0.8
  if (isGiven) return 0.75
  if (isBeforeCredential(document, claims, turn, at)) return 0.85
  if (isRareFullName(document, claims, turn, at, before)) return 0.5
  return isAmbiguous && before >= 0 && isVocative(document, turn, at, before) ? 0.7 : 0
}

/** After "Dr." even a common word such as Young or Black is a surname. */
function isSurnameAfterTitle(document: Document, turn: number, at: number): boolean {
  return (
    document.mark(turn, at - 1) === '.' &&
    document.tokens.end[at] - document.tokens.start[at] >= 3 &&
    !document.is('stop_word', at)
  )
}

/** Two or more capitalised words inside a sentence, at least two of them words that no list knows. */
function isRareFullName(document: Document, claims: Claims, turn: number, at: number, before: number): boolean {
  if (before < 0 || document.ids[at] !== 0 || '.?!"“'.includes(document.mark(turn, before) || ' ')) return false
  const end = nameRunEnd(document, claims, turn, at, MAX_NAME_WORDS)
  let unknown = 0
  for (let part = at; part < end; part++) if (document.ids[part] === 0 && !document.isPunctuation(part)) unknown++
  return unknown >= 2
}

/** "…, Will?" and "…, Grace." at the end of a sentence. */
function isVocative(document: Document, turn: number, at: number, before: number): boolean {
  const next = at + 1 < document.turnStart[turn + 1] ? document.mark(turn, at + 1) : '.'
  return document.mark(turn, before) === ',' && (next === '?' || next === '.' || next === '!')
}

function isBeforeCredential(document: Document, claims: Claims, turn: number, at: number): boolean {
  const end = nameRunEnd(document, claims, turn, at, MAX_NAME_WORDS)
  if (end - at < 2) return false
  return isCredential(document, end - 1) || credentialsEnd(document, turn, end) > end
}

const isCredential = (document: Document, at: number): boolean =>
  document.is('credential', at) && document.isCapital(at)

function credentialsEnd(document: Document, turn: number, from: number): number {
  const last = document.turnStart[turn + 1]
  let end = from
  for (let count = 0; count < 3; count++) {
    const at = end < last && document.mark(turn, end) === ',' ? end + 1 : end
    if (at >= last || !isCredential(document, at)) break
    end = at + 1
  }
  return end
}

/** Beck in "Beck Depression Inventory", Rogers in "Rogers said that person-centered…": authors of methods, not people talked about. */
export function isOfMethod(document: Document, turn: number, at: number): boolean {
  if (!document.is('method_name', at)) return false
  const from = Math.max(document.turnStart[turn], at - 4)
  const to = Math.min(document.turnStart[turn + 1], at + 5)
  for (let near = from; near < to; near++) if (near !== at && document.is('method_word', near)) return true
  return false
}

/** Claims the name that begins at `at` and remembers its parts. Answers where it ends. */
function claimName(
  document: Document,
  claims: Claims,
  known: KnownNames,
  turn: number,
  at: number,
  confidence: number,
): number {
  const isLower = !document.isCapital(at)
  let end = isLower ? at + 1 : Math.max(at + 1, nameRunEnd(document, claims, turn, at, MAX_NAME_WORDS))
  if (!isLower) end = credentialsEnd(document, turn, end)
  if (confidence < SURE) {
    claims.hint(at, end)
    return end
  }
  const stop = endWithoutPossessive(document, turn, end - 1)
  const { start } = document.tokens
  const isClaimed = claims.addSpan('name', turn, at, end, start[at], stop, confidence, 'name of a person')
  if (isClaimed) known.remember(document.texts[turn].slice(start[at], stop))
  return end
}
