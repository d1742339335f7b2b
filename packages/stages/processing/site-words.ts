import type { Finding, SiteList, SiteWord } from '@techdeck/contracts'
import { codePoints, toUnits } from '../offsets.ts'
import { IDENTIFIER } from './identifier.ts'

const WORD = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’.-]{0,200}[\p{L}\p{N}])?/gu
const POSSESSIVE = /['’]s$/u
const TITLE = /^(?:dr|mr|mrs|ms|miss|mx|prof|professor|doctor|nurse)\.?$/u

interface Token {
  key: string
  written: string
  start: number
  end: number
}
/** Words that begin alike, longest first. */
type Starts<T> = Map<string, { keys: string[]; value: T }[]>

/**
 * A site's own words in texts: those to hide become findings, findings of those to keep are dropped.
 *
 * Case, accents and possessives do not matter, unless a word is to be taken exactly. Linear in the text, and in the
 * words of the list that begin alike.
 */
export class SiteWords {
  readonly #hide: Starts<SiteWord>
  readonly #keep: Starts<string>
  readonly #canaries: string[]

  constructor({ hide, keep, canaries }: SiteList) {
    this.#hide = startsOf(hide.map((word) => [word.text, word]))
    this.#keep = startsOf(keep.map((text) => [text, text]))
    this.#canaries = canaries.map(flat)
  }

  /** What others found, without what is to be kept, and the words to hide. */
  applyTo(turns: readonly { index: number; text: string }[], found: readonly Finding[]): Finding[] {
    const findings = this.#keep.size === 0 ? [...found] : this.#withoutKept(turns, found)
    if (this.#hide.size > 0)
      for (const { index, text } of turns)
        for (const { start, end, value } of occurrences(text, this.#hide))
          findings.push({
            kind: IDENTIFIER,
            category: value.category,
            turn: index,
            start: codePoints(text.slice(0, start)),
            end: codePoints(text.slice(0, end)),
            confidence: 1,
            reason: 'word of the site',
          })
    return findings
  }

  /** Whether a text is nothing but words to keep, beside titles. */
  keeps(text: string): boolean {
    if (this.#keep.size === 0) return false
    const tokens = tokensOf(text).filter(({ key }) => !TITLE.test(key))
    let at = 0
    while (at < tokens.length) {
      const next = longest(tokens, at, this.#keep)
      if (!next) return false
      at = next.to
    }
    return tokens.length > 0
  }

  /** How many of the planted strings a text holds. */
  canariesIn(text: string): number {
    if (this.#canaries.length === 0) return 0
    const flattened = flat(text)
    return this.#canaries.filter((canary) => flattened.includes(canary)).length
  }

  #withoutKept(turns: readonly { index: number; text: string }[], found: readonly Finding[]): Finding[] {
    const texts = new Map(turns.map(({ index, text }) => [index, text]))
    return found.filter(({ kind, turn, start, end }) => {
      if (kind !== IDENTIFIER) return true
      const text = texts.get(turn) ?? ''
      const unit = toUnits(text)
      return !this.keeps(text.slice(unit(start), unit(end)))
    })
  }
}

function* occurrences(
  text: string,
  starts: Starts<SiteWord>,
): Generator<{ start: number; end: number; value: SiteWord }> {
  const tokens = tokensOf(text)
  for (let at = 0; at < tokens.length; at++) {
    const found = longest(tokens, at, starts)
    if (!found) continue
    const { start } = tokens[at]
    const last = tokens[found.to - 1]
    if (found.value.exact && text.slice(start, last.end) !== found.value.text) continue
    yield { start, end: last.end, value: found.value }
    at = found.to - 1
  }
}

function longest<T>(tokens: readonly Token[], at: number, starts: Starts<T>): { to: number; value: T } | undefined {
  for (const { keys, value } of starts.get(tokens[at].key) ?? [])
    if (keys.every((key, i) => tokens[at + i]?.key === key)) return { to: at + keys.length, value }
  return undefined
}

function startsOf<T>(words: readonly (readonly [text: string, value: T])[]): Starts<T> {
  const starts: Starts<T> = new Map()
  for (const [text, value] of words) {
    const keys = tokensOf(text).map(({ key }) => key)
    const [first] = keys
    if (first === undefined) continue
    const list = starts.get(first) ?? []
    list.push({ keys, value })
    starts.set(first, list)
  }
  for (const list of starts.values()) list.sort((a, b) => b.keys.length - a.keys.length)
  return starts
}

function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(WORD), ({ index, 0: written }) => {
    const possessive = POSSESSIVE.exec(written)?.[0].length ?? 0
    const word = written.slice(0, written.length - possessive)
    return { key: keyOf(word), written: word, start: index, end: index + word.length }
  })
}

const keyOf = (word: string): string => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Without what a writer may change by accident. */
const flat = (text: string): string => keyOf(text).replace(/\s+/gu, ' ').trim()
