import type { Finding } from '@techdeck/contracts'
import type { Document } from '../text/document.ts'
import { IDENTIFIER_CATEGORIES, type IdentifierCategory } from '../types.ts'

/** Numbers of categories from 1, in the order of the rule. */
const KINDS = new Map<string, number>(IDENTIFIER_CATEGORIES.map((category, at) => [category, at + 1]))

/** Identifiers found so far. Each token belongs to at most one of them: the rule that comes first keeps it. */
export class Claims {
  readonly findings: Finding[] = []
  /** The tokens of each finding, `from` to `to` (exclusive). */
  readonly ranges: { turn: number; from: number; to: number }[] = []
  private readonly taken: Uint8Array
  private readonly hinted: Uint8Array
  private readonly document: Document

  constructor(document: Document) {
    this.document = document
    this.taken = new Uint8Array(document.ids.length)
    this.hinted = new Uint8Array(document.ids.length)
  }

  isFree(at: number): boolean {
    return this.taken[at] === 0
  }

  /** The number of the category that claimed a token, from 1; 0 while it is free. */
  kindOf(at: number): number {
    return this.taken[at]
  }

  /** Whether a rule thought that a token is a part of a name or a place, and was not sure. */
  isHinted(at: number): boolean {
    return this.hinted[at] === 1
  }

  /** Marks tokens `from` to `to` (exclusive) as perhaps a name or a place. */
  hint(from: number, to: number): void {
    this.hinted.fill(1, from, to)
  }

  /** Claims tokens `from` to `to` (exclusive). `false` when one of them is claimed already. */
  add(
    category: IdentifierCategory,
    turn: number,
    from: number,
    to: number,
    confidence: number,
    reason: string,
  ): boolean {
    const { start, end } = this.document.tokens
    if (from >= to) return false
    return this.addSpan(category, turn, from, to, start[from], end[to - 1], confidence, reason)
  }

  /** The same with offsets that need not end with the tokens, as in `Sam's`. */
  addSpan(
    category: IdentifierCategory,
    turn: number,
    from: number,
    to: number,
    start: number,
    end: number,
    confidence: number,
    reason: string,
  ): boolean {
    for (let at = from; at < to; at++) if (this.taken[at]) return false
    this.taken.fill(KINDS.get(category)!, from, to)
    this.ranges.push({ turn, from, to })
    this.findings.push(this.document.finding('identifier', category, turn, start, end, confidence, reason))
    return true
  }

  /** All findings by turn and place. */
  sorted(): Finding[] {
    return this.findings.toSorted((a, b) => a.turn - b.turn || a.start - b.start)
  }
}
