import type { Document } from '../text/document.ts'
import type { FormTable } from '../text/forms.ts'
import type { FieldOptions, Range } from './definition.ts'

/** Takes what a field holds, one feature after the other. */
export interface FeatureSink {
  /** A word, by its form's number. */
  word(form: number): void
  /** A pair of words, by its hash. */
  sequence(hash: number): void
  /** A word at a place of its own, or that a field is empty: not weighed by the length of the field. */
  place(hash: number): void
}

const START = 0x51ed270b
const END = 0x2545f491
const WORD = 1
const PAIR = 2
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
  readonly options: FieldOptions
  readonly field: number
  /** Of an empty field. */
  readonly empty: number
  readonly pairSeed: number
  readonly firstSeeds: Int32Array
  readonly lastSeeds: Int32Array

  constructor(field: number, options: FieldOptions) {
    this.field = field
    this.options = options
    this.empty = seedOf(field, EMPTY)
    this.pairSeed = seedOf(field, PAIR)
    this.firstSeeds = Int32Array.from({ length: options.first ?? 0 }, (_, at) => seedOf(field, FIRST + at))
    this.lastSeeds = Int32Array.from({ length: options.last ?? 0 }, (_, at) => seedOf(field, LAST + at + 1))
  }

  /** The words of each range, then its pairs, then the words that are read again with their place. */
  walk(document: Document, ranges: readonly Range[], sink: FeatureSink): void {
    const { forms, tokens } = document
    const { pairSeed: seed } = this
    const { hash } = tokens
    let words = 0
    for (const range of ranges) {
      const [from, to] = range
      if (from === to) continue
      for (let at = from; at < to; at++) sink.word(forms[at])
      if (this.options.pairs) {
        sink.sequence(mixed(START ^ seed, hash[from]))
        for (let at = from + 1; at < to; at++) sink.sequence(mixed(hash[at - 1] ^ seed, hash[at]))
        sink.sequence(mixed(hash[to - 1] ^ seed, END))
      }
      this.walkPlaces(document, range, sink)
      words += to - from
    }
    if (words === 0) sink.place(this.empty)
  }

  private walkPlaces({ tokens: { hash } }: Document, [from, to]: Range, sink: Pick<FeatureSink, 'place'>): void {
    const { firstSeeds, lastSeeds } = this
    const length = to - from
    for (let at = 0; at < firstSeeds.length && at < length; at++) sink.place(mixed(firstSeeds[at], hash[from + at]))
    for (let at = 0; at < lastSeeds.length && at < length; at++) sink.place(mixed(lastSeeds[at], hash[to - 1 - at]))
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
