import type { Finding } from '@techdeck/contracts'
import { prepare, type Document, type Hit } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { icdTitle } from './icd-codes.ts'

const CODE = /^F\d[0-9A-Z]$/i
/** Of other chapters only codes that are listed are told from other things that are written so. */
const OTHER_CODE = /^[RTZ]\d\d$/i
/** Tokens between a name and a code that may belong together. */
const NEAR = 8

/**
 * Finds names of disorders, ICD-10-CM codes and names of medicines (kind `clinical_term`, category
 * `disorder`, `code` or `medication`), and codes that are none, stand beside a name they do not
 * belong to or have another specifier (kind `clinical_mismatch`; the reason names code and official title). It says what was mentioned, never that somebody has it.
 */
export function findClinicalTerms(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  const disorders = longest(document.hits('disorder'))
  const found = disorders.map((hit) => document.findingOf('clinical_term', 'disorder', hit, 0.9, 'name of a disorder'))
  for (const hit of document.hits('medicine'))
    found.push(document.findingOf('clinical_term', 'medication', hit, 0.9, 'name of a medicine'))
  document.eachNumber((turn, at) => {
    const code = codeAt(document, turn, at)
    if (code === null) return
    const isKnown = icdTitle(code.value) !== undefined
    found.push(
      document.findingOf('clinical_term', 'code', code, isKnown ? 0.95 : 0.7, 'ICD-10-CM code'),
      ...mismatch(document, code),
    )
  })
  return found.toSorted((a, b) => a.turn - b.turn || a.start - b.start)
}

/** A code as one hit, its value upper-case, or `null`. */
function codeAt(document: Document, turn: number, at: number): Hit | null {
  const raw = document.raw(turn, at)
  const isOther = OTHER_CODE.test(raw)
  if (raw.length !== 3 || !(isOther || CODE.test(raw)) || !document.isCapital(at)) return null
  const last = document.turnStart[turn + 1]
  const isLong =
    at + 2 < last &&
    document.mark(turn, at + 1) === '.' &&
    document.touchesPrevious(at + 1) &&
    document.touchesPrevious(at + 2)
  const tail = isLong ? document.raw(turn, at + 2) : ''
  if (isLong && /^[0-9A-Z]{1,4}$/i.test(tail)) {
    const value = `${raw}.${tail}`.toUpperCase()
    return isOther && icdTitle(value) === undefined ? null : { turn, from: at, to: at + 3, value }
  }
  return isOther ? null : { turn, from: at, to: at + 1, value: raw.toUpperCase() }
}

/** The nearest disorder to a code, when the code belongs to none that stands near. */
function mismatch(document: Document, code: Hit): Finding[] {
  const from = Math.max(document.turnStart[code.turn], code.from - NEAR)
  const to = Math.min(document.turnStart[code.turn + 1], code.to + NEAR)
  const near = longest(document.hitsWithin('disorder', from, to)).filter((hit) => hit.turn === code.turn)
  const official = icdTitle(code.value)
  // A code with digits after its point that the list has not was mistyped, whatever stands beside it.
  if (official === undefined && code.value.includes('.'))
    return [document.findingOf('clinical_mismatch', 'code', code, 0.8, `${code.value} is no code of ICD-10-CM`)]
  if (near.length === 0) return []
  if (near.some(({ value }) => value.split(' ').some((prefix) => belongs(code.value, prefix)))) {
    const said = official ? otherSpecifier(document, code, official, from, to) : null
    return said === null
      ? []
      : [document.findingOf('clinical_mismatch', 'specifier', code, 0.7, `${code.value} is the code of ${official}`)]
  }
  const reason = official
    ? `${code.value} is the code of ${official}`
    : `${code.value} is no code of the disorder named beside it`
  return [document.findingOf('clinical_mismatch', 'code', code, official ? 0.85 : 0.6, reason)]
}

/** Specifiers of which only one can hold; the one said beside a code that has another, else `null`. */
const EXCLUSIVE: readonly (readonly string[])[] = [
  ['mild', 'moderate', 'severe'],
  ['single', 'recurrent'],
  ['uncomplicated', 'withdrawal', 'remission'],
  ['acute', 'chronic'],
  ['inattentive', 'hyperactive', 'combined'],
]

function otherSpecifier(document: Document, code: Hit, official: string, from: number, to: number): string | null {
  const said = new Set<string>()
  for (let at = from; at < to; at++) said.add(document.word(code.turn, at))
  for (const group of EXCLUSIVE) {
    const right = group.find((word) => official.includes(word))
    const other = group.find((word) => said.has(word))
    if (right && other && !said.has(right) && right !== other) return other
  }
  return null
}

const belongs = (code: string, prefix: string): boolean => code.startsWith(prefix) || prefix.startsWith(`${code}.`)

/** Leaves out hits that lie within a longer one. */
function longest(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of hits) {
    while (kept.length > 0 && kept.at(-1)!.from >= hit.from) kept.pop()
    if (kept.length === 0 || kept.at(-1)!.to < hit.to) kept.push(hit)
  }
  return kept
}
