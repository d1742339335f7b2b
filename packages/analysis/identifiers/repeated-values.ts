import type { Document } from '../text/document.ts'
import type { IdentifierCategory } from '../types.ts'
import type { Claims } from './claims.ts'

/** Names have rules of their own for where they stand again, and parts of dates are words of everyday talk. */
const NOT_REPEATED = new Set<string>(['name', 'date'])
/** What is less sure may be wrong in one place; it is not carried to others. */
const SURE = 0.7
const LONGEST = 12
const BEGIN_MASK = 0xfff
const begins = new Uint8Array(BEGIN_MASK + 1)

interface Value {
  category: IdentifierCategory
  from: number
  to: number
}

/** Claims places and numbers where they are said again in the same words, without what gave them away the first time. */
export function claimRepeatedValues(document: Document, claims: Claims): void {
  const { start, end, hash } = document.tokens
  /** By what is said; and by how many tokens, as values with that first token have them. */
  const values = new Map<string, Value>()
  const lengths = new Map<number, Set<number>>()
  // Most tokens begin no value: one look by the low bits of their hashes says so.
  begins.fill(0)
  for (const [at, { category, confidence }] of claims.findings.entries()) {
    const { from, to } = claims.ranges[at]
    if (NOT_REPEATED.has(category) || confidence < SURE || to - from > LONGEST || !isTelling(document, from, to))
      continue
    const words = wordsOf(document, from, to)
    if (values.has(words)) continue
    values.set(words, { category: category as IdentifierCategory, from, to })
    lengths.set(hash[from], (lengths.get(hash[from]) ?? new Set()).add(to - from))
    begins[hash[from] & BEGIN_MASK] = 1
  }
  if (values.size === 0) return
  for (let turn = 0; turn < document.texts.length; turn++) {
    const last = document.turnStart[turn + 1]
    for (let at = document.turnStart[turn]; at < last; at++) {
      if (begins[hash[at] & BEGIN_MASK] === 0) continue
      for (const length of lengths.get(hash[at]) ?? []) {
        const to = at + length
        const value = to > last ? undefined : values.get(wordsOf(document, at, to))
        if (!value || at === value.from) continue
        claims.addSpan(value.category, turn, at, to, start[at], end[to - 1], SURE, 'value that was found elsewhere')
        break
      }
    }
  }
}

/** The same for the same words, a capital at their beginning among them. */
const wordsOf = (document: Document, from: number, to: number): string =>
  `${document.isCapital(from) ? 'C' : 'c'}${document.tokens.hash.slice(from, to).join(' ')}`

/** A capital or a digit at its beginning: anything else may be a word that means something else there. */
const isTelling = (document: Document, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (document.hasDigit(at)) return true
  return document.isCapital(from)
}
