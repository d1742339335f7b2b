import type { Finding } from '@techdeck/contracts'
import { lexicon, type ListName, type SetName, type ValueOf } from '../lexicons.ts'
import type { DetectorTurn } from '../types.ts'
import { FormTable } from './forms.ts'
import { leaveInPlace, readerOf, type ReadText } from './reader.ts'
import { CAPITAL, DIGIT, hashOf, PUNCTUATION, type Tokens } from './tokens.ts'

/** A phrase of a list, found: tokens `from` (inclusive) to `to` (exclusive) of turn `turn` (its place in the conversation). */
export interface Hit<V extends string = string> {
  turn: number
  from: number
  to: number
  value: V
}

/** Tokens that the longest phrase of any list may have. */
const LONGEST_PHRASE = 16

/** Of marks no two have the same hash. */
const QUESTION_MARK = hashOf('?')

const NO_HITS: readonly Hit<never>[] = []
/** Numbers of a phrase that was found: the token that it ends with, what it is, and which one of its list comes next. */
const PHRASE = 3
const NONE = -1

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
  /** Tokens of each turn that are no punctuation. */
  readonly words: Int32Array
  /** Numbers of known words, 0 for others. */
  readonly ids: Int32Array
  /** Numbers of all tokens' forms in {@link formTable}, by which models remember what they think of a word. */
  readonly forms: Int32Array
  readonly formTable = FormTable.current()
  /** Tokens with a digit or a capital. */
  private readonly marked: Int32Array
  private readonly sets = lexicon().sets
  private readonly surrogates: Uint8Array
  private readonly codePoints: (Int32Array | undefined)[] = []
  /** The phrases of all lists, as numbers: no detector asks for all, so hits are made of a list when it is asked for. */
  private readonly phrases: Int32Array
  /** By list the place of its first phrase, or {@link NONE}. */
  private readonly firstOfList: Int32Array
  /** By list; which values a list has is known to its readers, so they are opaque here. */
  private readonly hitLists: (readonly Hit<never>[] | undefined)[] = []

  constructor(turns: readonly DetectorTurn[]) {
    this.turns = turns
    this.texts = turns.map(({ text }) => text)
    this.turnStart = new Int32Array(turns.length + 1)
    this.words = new Int32Array(turns.length)
    this.surrogates = new Uint8Array(turns.length)
    const reader = readerOf(
      this.texts.reduce((sum, text) => sum + text.length, 0),
      this.formTable,
    )
    reader.write(this.texts.join(''))
    let at = 0
    for (let turn = 0; turn < turns.length; turn++) {
      const { length } = this.texts[turn]
      const { words, surrogates } = reader.readTurn(at, at + length)
      this.words[turn] = words
      this.surrogates[turn] = surrogates ? 1 : 0
      this.turnStart[turn + 1] = reader.tokens.count
      at += length
    }
    const { tokens, markedCount } = reader
    const { count } = tokens
    const phrases = PHRASE * countPhrases(reader)
    const lists = lexicon().listIndex.size
    // One buffer for all: each of its own costs more than its numbers.
    const numbers = new Int32Array(5 * count + markedCount + phrases + lists)
    let taken = 0
    const take = (length: number): Int32Array => numbers.subarray(taken, (taken += length))
    const keep = (from: Int32Array, length = count): Int32Array => {
      const kept = take(length)
      kept.set(from.subarray(0, length))
      return kept
    }
    this.tokens = {
      count,
      start: keep(tokens.start),
      end: keep(tokens.end),
      hash: keep(tokens.hash),
      shape: new Uint8Array(tokens.shape.subarray(0, count)),
    }
    this.ids = keep(reader.ids)
    this.forms = keep(reader.forms)
    this.marked = keep(reader.marked, markedCount)
    this.phrases = take(phrases)
    this.firstOfList = take(lists)
    this.linkPhrases(reader)
    leaveInPlace(reader, this)
  }

  /** Where the phrases of a list are, in the order of their ends; of two with the same end the longer one first. */
  hits<L extends ListName>(list: L): readonly Hit<ValueOf<L>>[] {
    const index = lexicon().listIndex.get(list)!
    return (this.hitLists[index] ??= this.hitsOf(index))
  }

  /** How many phrases of a list end in each turn, or of those that report `value`. */
  countHits<L extends ListName>(list: L, value?: ValueOf<L>): Uint16Array {
    const counts = new Uint16Array(this.texts.length)
    const { phrases, turnStart } = this
    let next = this.firstOfList[lexicon().listIndex.get(list)!]
    for (let turn = 0; next !== NONE; next = phrases[next + 2]) {
      while (turnStart[turn + 1] <= phrases[next]) turn++
      if (value === undefined || endings[phrases[next + 1]].value === value) counts[turn]++
    }
    return counts
  }

  /** Visits the tokens with a digit, in order. */
  eachNumber(visit: (turn: number, at: number) => void): void {
    this.eachMarked(DIGIT, visit)
  }

  /** Visits the tokens with a capital letter at their start, in order. */
  eachCapital(visit: (turn: number, at: number) => void): void {
    this.eachMarked(CAPITAL, visit)
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

  /** The words of a set, by their numbers in {@link ids}: 1 where a word is in it. For loops. */
  wordsOf(set: SetName): Uint8Array {
    return this.sets[set]
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

  isQuestionMark(at: number): boolean {
    return this.tokens.hash[at] === QUESTION_MARK && this.isPunctuation(at)
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

  /** Whether a line break stands between token `at` and the one before, in the same turn. */
  startsLine(turn: number, at: number): boolean {
    if (at <= this.turnStart[turn]) return false
    const text = this.texts[turn]
    for (let i = this.tokens.end[at - 1]; i < this.tokens.start[at]; i++) if (text.charCodeAt(i) === 10) return true
    return false
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

  /** Whether token `at` is a mark that ends a sentence. */
  endsSentence(turn: number, at: number): boolean {
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

  /** Writes the phrases that were found, those of a list one behind the other. */
  private linkPhrases({ found, foundCount }: ReadText): void {
    const { phrases, firstOfList } = this
    const { automaton } = lexicon()
    firstOfList.fill(NONE)
    if (lasts.length < firstOfList.length) lasts = new Int32Array(firstOfList.length)
    let written = 0
    for (let i = 0; i < foundCount; i += 2) {
      const ended = endingsIn(automaton.reporter(found[i + 1]))
      for (let one = 0; one < ended.length; one++) {
        const { list } = endings[ended[one]]
        if (firstOfList[list] === NONE) firstOfList[list] = written
        else phrases[lasts[list] + 2] = written
        lasts[list] = written
        phrases[written++] = found[i]
        phrases[written++] = ended[one]
        phrases[written++] = NONE
      }
    }
  }

  private hitsOf(list: number): readonly Hit<never>[] {
    const { phrases, turnStart } = this
    let next = this.firstOfList[list]
    if (next === NONE) return NO_HITS
    const hits: Hit<never>[] = []
    for (let turn = 0; next !== NONE; next = phrases[next + 2]) {
      const to = phrases[next] + 1
      while (turnStart[turn + 1] < to) turn++
      const { value, length } = endings[phrases[next + 1]]
      hits.push({ turn, from: to - length, to, value })
    }
    return hits
  }

  private eachMarked(mark: number, visit: (turn: number, at: number) => void): void {
    const { marked, turnStart } = this
    const { shape } = this.tokens
    let turn = 0
    for (let i = 0; i < marked.length; i++) {
      const at = marked[i]
      if ((shape[at] & mark) === 0) continue
      while (turnStart[turn + 1] <= at) turn++
      visit(turn, at)
    }
  }
}

/** A phrase that ends in a state of the search. */
interface Ending {
  list: number
  value: never
  length: number
}

/** Those that were met, by their numbers; and by the states that were met the numbers of what ends in them: a text comes back to few. */
const endings: Ending[] = []
const endingsOfStates = new Map<number, readonly number[]>()

function endingsIn(state: number): readonly number[] {
  let known = endingsOfStates.get(state)
  if (!known) endingsOfStates.set(state, (known = learnEndings(state)))
  return known
}

function learnEndings(state: number): number[] {
  const { automaton, entries } = lexicon()
  const reported = new Int32Array(automaton.mostFound)
  const written = automaton.report(state, reported)
  return Array.from({ length: written / 2 }, (_, at) => {
    const { list, value } = entries[reported[at * 2]]
    return endings.push({ list, value: value as never, length: reported[at * 2 + 1] }) - 1
  })
}

/** By list the phrase that was linked last. */
let lasts = new Int32Array(0)

function countPhrases({ found, foundCount }: ReadText): number {
  const { automaton } = lexicon()
  let count = 0
  for (let i = 0; i < foundCount; i += 2) count += endingsIn(automaton.reporter(found[i + 1])).length
  return count
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

let last: Document | undefined

/**
 * The document of a conversation. Detectors that are given the same array one after the other share one; a changed text
 * is noticed and read anew. Only the last one is kept: a WeakMap of all of them makes the collector carry each along.
 */
export function prepare(turns: readonly DetectorTurn[]): Document {
  if (last?.turns === turns && isUnchanged(last)) return last
  return (last = new Document(turns))
}

function isUnchanged({ texts, turns }: Document): boolean {
  if (texts.length !== turns.length) return false
  for (let turn = 0; turn < texts.length; turn++) if (texts[turn] !== turns[turn].text) return false
  return true
}
