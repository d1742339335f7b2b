import type { Finding } from '@techdeck/contracts'
import { lexicon, type ListName, type SetName, type ValueOf } from '../lexicons.ts'
import type { DetectorTurn } from '../types.ts'
import { allocateTokens, appendTokens, copyTokens, CAPITAL, DIGIT, PUNCTUATION, type Tokens } from './tokens.ts'

/** A phrase of a list, found: tokens `from` (inclusive) to `to` (exclusive) of turn `turn` (its place in the conversation). */
export interface Hit<V extends string = string> {
  turn: number
  from: number
  to: number
  value: V
}

/** Characters from which on a text's room is not kept for the next one. */
const LARGE_TEXT = 1 << 20

/** Tokens that the longest phrase of any list may have. */
const LONGEST_PHRASE = 16

/** A token and the turn that it is in. */
export interface Place {
  turn: number
  at: number
}

const NO_HITS: readonly Hit<never>[] = []

/**
 * A conversation, tokenised and searched once for all detectors.
 *
 * Tokens of all turns follow each other; `turnStart[t]` is the first of turn `t`, `turnStart[t + 1]` the one after its
 * last. Phrases never reach over a turn's end.
 */
export class Document {
  readonly turns: readonly DetectorTurn[]
  readonly texts: readonly string[]
  readonly tokens: Tokens
  readonly turnStart: Int32Array
  /** Numbers of known words, 0 for others. */
  readonly ids: Int32Array
  /** Tokens with a digit. */
  readonly numbers: readonly Place[]
  /** Tokens with a capital letter at their start. */
  readonly capitals: readonly Place[]
  private readonly sets = lexicon().sets
  private readonly surrogates: Uint8Array
  private readonly codePoints: (Int32Array | undefined)[] = []
  /** By list; which values a list has is known to its readers, so they are opaque here. */
  private readonly hitLists: Hit<never>[][] = []

  constructor(turns: readonly DetectorTurn[]) {
    this.turns = turns
    this.texts = turns.map(({ text }) => text)
    this.turnStart = new Int32Array(turns.length + 1)
    this.surrogates = new Uint8Array(turns.length)
    const scratch = scratchFor(this.texts.reduce((sum, text) => sum + text.length, 0))
    this.texts.forEach((text, turn) => {
      this.surrogates[turn] = appendTokens(text, scratch) ? 1 : 0
      this.turnStart[turn + 1] = scratch.count
    })
    this.tokens = copyTokens(scratch)
    this.ids = new Int32Array(this.tokens.count)
    this.numbers = this.tokensWith(DIGIT)
    this.capitals = this.tokensWith(CAPITAL)
    this.search()
  }

  /** Where the phrases of a list are, in the order of their ends; of two with the same end the longer one first. */
  hits<L extends ListName>(list: L): readonly Hit<ValueOf<L>>[] {
    return this.hitLists[lexicon().listIndex.get(list)!] ?? NO_HITS
  }

  /** The hits of a list that touch tokens `from` (inclusive) to `to` (exclusive); phrases are at most 16 tokens long. */
  hitsWithin<L extends ListName>(list: L, from: number, to: number): Hit<ValueOf<L>>[] {
    const hits = this.hits(list)
    let low = 0
    for (let high = hits.length; low < high;) {
      const middle = (low + high) >>> 1
      if (hits[middle].to <= from) low = middle + 1
      else high = middle
    }
    const found: Hit<ValueOf<L>>[] = []
    for (; low < hits.length && hits[low].to < to + LONGEST_PHRASE; low++)
      if (hits[low].from < to) found.push(hits[low])
    return found
  }

  /** Whether token `at` is a word of a set. */
  is(set: SetName, at: number): boolean {
    return this.sets[set][this.ids[at]] === 1
  }

  /** The lower-case text of a token, with ' for ’. */
  word(turn: number, at: number): string {
    return this.raw(turn, at).toLowerCase().replace('’', "'")
  }

  raw(turn: number, at: number): string {
    return this.texts[turn].slice(this.tokens.start[at], this.tokens.end[at])
  }

  /** The single character that a token is, or '' for words. */
  mark(turn: number, at: number): string {
    return this.tokens.shape[at] & PUNCTUATION ? this.texts[turn][this.tokens.start[at]] : ''
  }

  isCapital(at: number): boolean {
    return (this.tokens.shape[at] & CAPITAL) !== 0
  }

  hasDigit(at: number): boolean {
    return (this.tokens.shape[at] & DIGIT) !== 0
  }

  isPunctuation(at: number): boolean {
    return (this.tokens.shape[at] & PUNCTUATION) !== 0
  }

  /** Whether nothing stands between token `at` and the one before. */
  touchesPrevious(at: number): boolean {
    return at > 0 && this.tokens.start[at] === this.tokens.end[at - 1]
  }

  /** The first token of the sentence that `at` is in, looking back at most `limit` tokens. */
  sentenceStart(turn: number, at: number, limit = 40): number {
    const first = Math.max(this.turnStart[turn], at - limit)
    for (let i = at; i > first; i--) if (this.endsSentence(turn, i - 1)) return i
    return first
  }

  /** The token after the end of the sentence that `at` is in, looking on at most `limit` tokens. */
  sentenceEnd(turn: number, at: number, limit = 40): number {
    const last = Math.min(this.turnStart[turn + 1], at + limit)
    for (let i = at; i < last; i++) if (this.endsSentence(turn, i)) return i
    return last
  }

  private endsSentence(turn: number, at: number): boolean {
    if (!this.isPunctuation(at)) return false
    const mark = this.mark(turn, at)
    return mark === '.' || mark === '?' || mark === '!' || mark === '…'
  }

  /** A finding over UTF-16 offsets of a turn's text; `turn` is the place in the conversation. */
  finding(
    kind: string,
    category: string,
    turn: number,
    start: number,
    end: number,
    confidence: number,
    reason: string,
  ): Finding {
    return {
      kind,
      category,
      turn: this.turns[turn].index,
      start: this.codePoint(turn, start),
      end: this.codePoint(turn, end),
      confidence,
      reason,
    }
  }

  /** A finding over the tokens of a hit. */
  findingOf(kind: string, category: string, hit: Hit, confidence: number, reason: string): Finding {
    const { start, end } = this.tokens
    return this.finding(kind, category, hit.turn, start[hit.from], end[hit.to - 1], confidence, reason)
  }

  private codePoint(turn: number, offset: number): number {
    if (this.surrogates[turn] === 0) return offset
    let table = this.codePoints[turn]
    if (!table) this.codePoints[turn] = table = codePointTable(this.texts[turn])
    return table[offset]
  }

  private tokensWith(bit: number): Place[] {
    const places: Place[] = []
    const { shape } = this.tokens
    for (let turn = 0; turn < this.turns.length; turn++) {
      const last = this.turnStart[turn + 1]
      for (let at = this.turnStart[turn]; at < last; at++) if (shape[at] & bit) places.push({ turn, at })
    }
    return places
  }

  private search(): void {
    const { vocabulary, automaton, entries } = lexicon()
    const { start, end, hash } = this.tokens
    for (let turn = 0; turn < this.turns.length; turn++) {
      const text = this.texts[turn]
      const last = this.turnStart[turn + 1]
      let state = 0
      for (let at = this.turnStart[turn]; at < last; at++) {
        const id = vocabulary.find(text, start[at], end[at], hash[at])
        this.ids[at] = id
        state = automaton.step(state, id)
        if (state === 0) continue
        for (const output of automaton.found(state)) {
          const entry = entries[output]
          const hits = (this.hitLists[entry.list] ??= [])
          hits.push({ turn, from: at + 1 - entry.length, to: at + 1, value: entry.value as never })
        }
      }
    }
  }
}

let scratch = allocateTokens(1 << 14)

/** Room for the tokens of `characters`, used again for every document: a text has far fewer tokens than characters. */
function scratchFor(characters: number): Tokens {
  if (scratch.start.length < characters) {
    const room = allocateTokens(characters)
    if (characters > LARGE_TEXT) return room
    scratch = room
  }
  scratch.count = 0
  return scratch
}

function codePointTable(text: string): Int32Array {
  const table = new Int32Array(text.length + 1)
  let points = 0
  for (let at = 0; at < text.length; points++) {
    const pair = text.codePointAt(at)! > 0xffff
    table[at] = points
    if (pair) table[at + 1] = points
    at += pair ? 2 : 1
  }
  table[text.length] = points
  return table
}

const prepared = new WeakMap<readonly DetectorTurn[], Document>()

/**
 * The document of a conversation. Detectors that are given the same array share one; a changed text is noticed
 * and read anew.
 */
export function prepare(turns: readonly DetectorTurn[]): Document {
  const known = prepared.get(turns)
  if (known && known.texts.length === turns.length && known.texts.every((text, turn) => text === turns[turn].text))
    return known
  const document = new Document(turns)
  prepared.set(turns, document)
  return document
}
