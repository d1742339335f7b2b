import type { Document } from '../text/document.ts'
import type { FormTable } from '../text/forms.ts'
import type { FieldOptions, Range } from './definition.ts'

/** Takes what a field holds, one feature after the other. */
export interface FeatureSink {
  /** A word, by its form's number. */
  word(form: number): void
  /** A pair or triple of words, by its hash. */
  sequence(hash: number): void
  /** A word at a place of its own, or that a field is empty: not weighed by the length of the field. */
  place(hash: number): void
}

const START = 0x51ed270b
const END = 0x2545f491
const WORD = 1
const PAIR = 2
const TRIPLE = 3
const LETTERS = 4
const EMPTY = 5
const FIRST = 16
const LAST = 48

/** Spreads 32 bits (the finish of MurmurHash3). */
function spread(value: number): number {
  let h = value ^ (value >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const seedOf = (field: number, kind: number): number => spread(Math.imul(field * 64 + kind, 0x9e3779b1) + 1)
const mixed = (a: number, b: number): number => spread(Math.imul(a, 0x01000193) ^ b)

/** The place of a hash among 2^bits. */
export const bucketOf = (hash: number, bits: number): number => hash >>> (32 - bits)

/** Walks over the words of a field. What is seen depends on the words alone, in linear time. */
export class FieldWalker {
  private readonly options: FieldOptions
  private readonly field: number
  private readonly pairSeed: number
  private readonly tripleSeed: number

  constructor(field: number, options: FieldOptions) {
    this.field = field
    this.options = options
    this.pairSeed = seedOf(field, PAIR)
    this.tripleSeed = seedOf(field, TRIPLE)
  }

  walk({ forms, tokens: { hash } }: Document, ranges: readonly Range[], sink: FeatureSink): void {
    const { pairs, triples, first = 0, last = 0 } = this.options
    let words = 0
    for (const [from, to] of ranges) {
      let before = START
      let pair = START
      for (let at = from; at < to; at++) {
        const own = hash[at]
        sink.word(forms[at])
        if (pairs) {
          const next = mixed(before ^ this.pairSeed, own)
          sink.sequence(next)
          if (triples && at > from) sink.sequence(mixed(pair ^ this.tripleSeed, own))
          pair = next
        }
        if (at - from < first) sink.place(mixed(seedOf(this.field, FIRST + at - from), own))
        if (to - at <= last) sink.place(mixed(seedOf(this.field, LAST + to - at), own))
        before = own
      }
      if (pairs && to > from) sink.sequence(mixed(before ^ this.pairSeed, END))
      words += to - from
    }
    if (words === 0) sink.place(seedOf(this.field, EMPTY))
  }

  /** The features of a word. */
  hashesOf(table: FormTable, form: number): WordHashes {
    return wordHashes(this.field, this.options, table.unitsOf(form))
  }
}

/** Features of a word. */
export interface WordHashes {
  /** The hash that the word has in `Tokens`. */
  token: number
  word: number
  /** One for each run of letters. */
  letters: Int32Array
}

const BORDER = 1
const NO_LETTERS = new Int32Array(0)

function wordHashes(field: number, { letters }: FieldOptions, units: Uint16Array): WordHashes {
  let token = 0x811c9dc5 | 0
  for (const unit of units) token = Math.imul(token ^ unit, 0x01000193)
  const word = mixed(seedOf(field, WORD), token)
  if (!letters || units.length < 2) return { token, word, letters: NO_LETTERS }
  const seed = seedOf(field, LETTERS)
  const [shortest, longest] = letters
  const length = units.length + 2
  const at = (i: number): number => (i === 0 || i === length - 1 ? BORDER : units[i - 1])
  const hashes: number[] = []
  for (let from = 0; from <= length - shortest; from++) {
    let run = seed
    for (let to = from; to < length && to - from < longest; to++) {
      run = Math.imul(run ^ at(to), 0x01000193)
      if (to - from + 1 >= shortest) hashes.push(spread(run ^ (to - from)))
    }
  }
  return { token, word, letters: Int32Array.from(hashes) }
}

/** The weight of each run of letters, so that all of a word's weigh as much as the word. */
export const letterWeight = (runs: number): number => (runs === 0 ? 0 : 1 / Math.sqrt(runs))

/** By what the features of a field with so many words are weighed. */
export const fieldWeight = (words: number): number => (words === 0 ? 0 : 1 / Math.sqrt(words))
