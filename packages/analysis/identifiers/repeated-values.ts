import type { Document } from '../text/document.ts'
import type { IdentifierCategory } from '../types.ts'
import type { Claims } from './claims.ts'

/** Names have rules of their own for where they stand again, and parts of dates are words of everyday talk. */
const NOT_REPEATED = new Set<string>(['name', 'date'])
/** What is less sure may be wrong in one place; it is not carried to others. */
const SURE = 0.7
const LONGEST = 12

interface Value {
  category: IdentifierCategory
  turn: number
  from: number
  to: number
}

/** Claims places and numbers where they are said again in the same words, without what gave them away the first time. */
export function claimRepeatedValues(document: Document, claims: Claims): void {
  const { start, end, hash } = document.tokens
  const byFirst = new Map<number, Value[]>()
  for (const [at, { category, confidence }] of claims.findings.entries()) {
    const { turn, from, to } = claims.ranges[at]
    if (NOT_REPEATED.has(category) || confidence < SURE || to - from > LONGEST || !isTelling(document, from, to))
      continue
    const values = byFirst.get(hash[from]) ?? []
    if (values.length === 0) byFirst.set(hash[from], values)
    values.push({ category: category as IdentifierCategory, turn, from, to })
  }
  if (byFirst.size === 0) return
  for (let turn = 0; turn < document.texts.length; turn++) {
    const last = document.turnStart[turn + 1]
    for (let at = document.turnStart[turn]; at < last; at++) {
      const value = byFirst.get(hash[at])?.find((each) => isSame(document, each, at, last))
      if (!value) continue
      const to = at + value.to - value.from
      claims.addSpan(value.category, turn, at, to, start[at], end[to - 1], SURE, 'value that was found elsewhere')
    }
  }
}

/** A capital or a digit at its beginning: anything else may be a word that means something else there. */
const isTelling = (document: Document, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (document.hasDigit(at)) return true
  return document.isCapital(from)
}

function isSame(document: Document, { from, to }: Value, at: number, last: number): boolean {
  if (at === from || at + to - from > last || document.isCapital(at) !== document.isCapital(from)) return false
  const { hash } = document.tokens
  for (let i = 0; i < to - from; i++) if (hash[at + i] !== hash[from + i]) return false
  return true
}
