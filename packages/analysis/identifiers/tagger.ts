import { kernel, sharedRoom } from '../kernel/kernel.ts'
import type { Document } from '../text/document.ts'
import type { FormTable } from '../text/forms.ts'
import { ALL_CAPS, CAPITAL, DIGIT, INNER_CAPITAL, LETTER, PUNCTUATION } from '../text/tokens.ts'
import * as known from './gazetteer.ts'

/** What a token is a part of. `address` and `location` are both locations: they only follow each other differently. */
export const LABELS = ['outside', 'name', 'location', 'organisation', 'address'] as const
export type Label = (typeof LABELS)[number]
export const LABEL_COUNT = LABELS.length

/** Places around a token whose word says something of its label: two before to two after. */
export const REACH = 2
const SPREAD = 2 * REACH + 1

/** From this band on a lower-case word is too common to be looked at. */
const PLAIN_BAND = 4

/** What stands in for tokens before the first one of a turn, and behind its last. */
const NO_TOKEN_BEFORE = -1
const NO_TOKEN_BEHIND = -2

/** Shapes of a word. */
const LOWER = 1
const CAPITALISED = 2
const CAPITALS = 3
const MIXED = 4
const LETTERS_AND_DIGITS = 5
const FIRST_NUMBER = 6
const LONGEST_NUMBER = 6

/** What the tagger knows of each token of a turn: one of these per kind of look-up. */
export interface TurnFeatures {
  /** Tokens of the turn. */
  count: number
  /** The first token of the turn in the document. */
  first: number
  /** Lists, shape and place of each token in one number. */
  classes: Int32Array
  /** Its shape alone, or which mark it is. */
  shapes: Int32Array
  /** The word itself where it is a common one or a mark, else a coarse class. */
  wordKeys: Int32Array
  /** 1 where a token may be a part of something or stands beside one that may. */
  active: Uint8Array
}

const AFTER_SENTENCE = 1
const AFTER_NEWLINE = 2

/** How a token was claimed by rules, 0 when it was not. */
export type ClaimKind = (at: number) => number

interface TurnRoom {
  classes: Int32Array
  shapes: Int32Array
  wordKeys: Int32Array
  active: Uint8Array
}

/** Tokens that are read before the first one of a turn, and behind its last. */
const BEFORE = 4
const BEHIND = 8
let room: TurnRoom | undefined

/** Room for turns of so many tokens, where the kernel reads it. */
function roomFor(tokens: number): TurnRoom {
  if (room && room.classes.length >= tokens) return room
  const { own } = kernel()
  const length = Math.max(1024, tokens * 2)
  const numbers = (old?: Int32Array): Int32Array => {
    if (old) own.free(old.byteOffset - 4 * BEFORE, 4 * (BEFORE + old.length + BEHIND))
    const all = own.integers(own.allocate(4 * (BEFORE + length + BEHIND)), BEFORE + length + BEHIND)
    all.fill(NO_TOKEN_BEFORE, 0, BEFORE)
    return all.subarray(BEFORE, BEFORE + length)
  }
  return (room = {
    classes: numbers(room?.classes),
    shapes: numbers(room?.shapes),
    wordKeys: numbers(room?.wordKeys),
    active: new Uint8Array(length),
  })
}

/** Reads the features of one turn into room that the next call uses again. */
export function readTurn(document: Document, turn: number, claimKind: ClaimKind): TurnFeatures {
  const first = document.turnStart[turn]
  const count = document.turnStart[turn + 1] - first
  const { classes, shapes, wordKeys, active } = roomFor(count + REACH)
  active.fill(0, 0, count)
  const list = known.gazetteer()
  const text = document.texts[turn]
  const { start, end, hash, shape } = document.tokens
  const { forms } = document
  const flagsOfForms = flagsTable(document)
  const isLowerTurn = !hasCapital(shape, first, first + count)
  const hasLines = text.includes('\n')
  let position = AFTER_SENTENCE
  for (let i = 0; i < count; i++) {
    const at = first + i
    if (hasLines && i > 0 && hasNewline(text, end[at - 1], start[at])) position = AFTER_NEWLINE
    const bits = shape[at]
    const kind = claimKind(at)
    if (bits & PUNCTUATION) {
      const code = text.charCodeAt(start[at])
      shapes[i] = 64 + code
      classes[i] = (1 << 28) | (code << 4) | (position << 2)
      wordKeys[i] = hash[at]
      position = code === 46 || code === 63 || code === 33 || code === 34 || code === 58 ? AFTER_SENTENCE : 0
      continue
    }
    const form = shapeOf(bits, text, start[at], end[at])
    let flags = flagsOfForms[forms[at]] - 1
    if (flags < 0) {
      flags = flagsAt(list, document, turn, at)
      // Form 0 stands for many.
      if (forms[at] !== 0) flagsOfForms[forms[at]] = flags + 1
    }
    const band = known.bandOf(flags)
    const isCommon = band >= PLAIN_BAND && (flags & known.PROPER) === 0
    const isPlain =
      kind === 0 &&
      ((isCommon && (form === LOWER || (form === CAPITALISED && position !== 0 && (flags & known.GIVEN) === 0))) ||
        isPronoun(text, start[at], end[at]))
    shapes[i] = form
    classes[i] = classOf(flags, band, form) | (position << 19) | (isLowerTurn ? 1 << 21 : 0) | (kind << 22)
    wordKeys[i] = isCommon || (band > 1 && (flags & (known.PROPER | 7)) === 0) ? hash[at] : classes[i] & 0x7ffff
    if (!isPlain) {
      active[i] = 1
      if (i > 0) active[i - 1] = 1
      if (i + 1 < count) active[i + 1] = 1
    }
    position = 0
  }
  for (const each of [classes, shapes, wordKeys]) each.fill(NO_TOKEN_BEHIND, count, count + REACH)
  return { count, first, classes, shapes, wordKeys, active }
}

function hasCapital(shape: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (shape[at] & CAPITAL) return true
  return false
}

function hasNewline(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 10) return true
  return false
}

/** `I`, `I'm`, `I'd`: capitals that say nothing. */
function isPronoun(text: string, from: number, to: number): boolean {
  return text.charCodeAt(from) === 73 && (to - from === 1 || isApostrophe(text.charCodeAt(from + 1)))
}

const isApostrophe = (code: number): boolean => code === 39 || code === 0x2019

let table: FormTable | undefined
let tableFlags = new Uint16Array(0)

/**
 * By form, the flags of its word plus 1; 0 where they are not known yet. What `perForm` does, as numbers in a row: it is
 * asked of every token, and all detectors together are a twentieth slower with that.
 */
function flagsTable({ formTable }: Document): Uint16Array {
  const { length } = formTable.ids
  if (table !== formTable) tableFlags = new Uint16Array(length)
  else if (tableFlags.length < length) {
    const before = tableFlags
    tableFlags = new Uint16Array(length)
    tableFlags.set(before)
  }
  table = formTable
  return tableFlags
}

/** What is known of `a`, `don't` and `you're`. */
const EVERYDAY = 7 << 8

/** The flags of a word, or of what it is without a possessive. */
function flagsAt(list: known.Gazetteer, document: Document, turn: number, at: number): number {
  const { start, end, hash } = document.tokens
  const flags = list.flags(hash[at])
  const size = end[at] - start[at]
  if (flags !== 0) return flags
  const text = document.texts[turn]
  if (size === 1) return (text.charCodeAt(start[at]) | 32) === 97 ? EVERYDAY : 0
  const last = end[at]
  const isShort = isApostrophe(text.charCodeAt(last - 2))
  if (isShort && (text.charCodeAt(last - 1) | 32) === 115)
    return list.flags(withoutLast(withoutLast(hash[at], 115), 39))
  return isShort || (size > 3 && isApostrophe(text.charCodeAt(last - 3))) ? EVERYDAY : 0
}

/** 0x01000193 inverted modulo 2^32. */
const INVERSE_PRIME = 0x359c449b
const withoutLast = (hash: number, unit: number): number => Math.imul(hash, INVERSE_PRIME) ^ unit

function shapeOf(bits: number, text: string, from: number, to: number): number {
  if (bits & DIGIT) return bits & LETTER ? LETTERS_AND_DIGITS : FIRST_NUMBER + Math.min(to - from, LONGEST_NUMBER) - 1
  if (bits & ALL_CAPS) return CAPITALS
  if (bits & CAPITAL) return CAPITALISED
  if ((bits & INNER_CAPITAL) === 0) return LOWER
  for (let at = from + 1; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code >= 65 && code <= 90) return MIXED
  }
  return LOWER
}

/** 19 bits: lists, frequency, shape. */
function classOf(flags: number, band: number, form: number): number {
  const coarse = band === 0 ? 0 : band < 4 ? 1 : band < 6 ? 2 : 3
  return (flags & 0xff) | (coarse << 8) | (form << 10)
}

const ROW_SEED = 0x2545f491

/** A row of the weights by the numbers that stand for a feature. */
export function rowOf(mask: number, kind: number, a: number, b = 0, c = 0): number {
  let value = Math.imul(ROW_SEED ^ kind, 0x9e3779b1)
  value = Math.imul(value ^ a, 0x85ebca6b)
  value ^= value >>> 13
  value = Math.imul(value ^ b, 0xc2b2ae35)
  value ^= value >>> 16
  value = Math.imul(value ^ c, 0x27d4eb2f)
  return (value ^ (value >>> 15)) & mask
}

/** Rows of what a word says of the labels of its neighbours and its own: `each(offset, row)`, offset -2 to 2 from the label to the word. */
export function eachWordRow(
  mask: number,
  features: TurnFeatures,
  i: number,
  word: () => string,
  each: (offset: number, row: number) => void,
): void {
  const { classes, wordKeys, shapes } = features
  for (let offset = -REACH; offset <= REACH; offset++) {
    each(offset, rowOf(mask, 1, wordKeys[i], offset))
    each(offset, rowOf(mask, 2, classes[i], offset))
    each(offset, rowOf(mask, 3, shapes[i], offset))
  }
  for (let bit = 0; bit < 8; bit++)
    if (classes[i] & (1 << bit) && shapes[i] < 64) each(0, rowOf(mask, 4, bit, shapes[i]))
  if (shapes[i] > MIXED) return
  const text = word()
  const { length } = text
  each(0, rowOf(mask, 5, Math.min(length, 12), shapes[i]))
  for (let size = 1; size <= 4 && size < length; size++) {
    each(0, rowOf(mask, 6, size, unitsOf(text, length - size, length), shapes[i] === LOWER ? 1 : 0))
    if (size <= 3) each(0, rowOf(mask, 7, size, unitsOf(text, 0, size), shapes[i] === LOWER ? 1 : 0))
  }
}

function unitsOf(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = Math.imul(value, 0x01000193) ^ text.charCodeAt(at)
  return value
}

export const JOINT_ROWS = 12

/** Writes the rows of what token `i` and its neighbours say together to `rows`, {@link JOINT_ROWS} of them. */
export function writeJointRows(mask: number, features: TurnFeatures, i: number, rows: Int32Array): void {
  const { classes, wordKeys, shapes, count } = features
  const c0 = classes[i]
  const before = valueAt(classes, count, i - 1)
  const after = valueAt(classes, count, i + 1)
  const wordBefore = valueAt(wordKeys, count, i - 1)
  const wordAfter = valueAt(wordKeys, count, i + 1)
  const shapesBefore = (valueAt(shapes, count, i - 2) << 16) ^ valueAt(shapes, count, i - 1)
  const shapesAfter = (valueAt(shapes, count, i + 1) << 16) ^ valueAt(shapes, count, i + 2)
  rows[0] = rowOf(mask, 10, before, c0)
  rows[1] = rowOf(mask, 11, c0, after)
  rows[2] = rowOf(mask, 12, before, c0, after)
  rows[3] = rowOf(mask, 13, valueAt(classes, count, i - 2), before, c0)
  rows[4] = rowOf(mask, 14, c0, after, valueAt(classes, count, i + 2))
  rows[5] = rowOf(mask, 15, wordBefore, c0)
  rows[6] = rowOf(mask, 16, c0, wordAfter)
  rows[7] = rowOf(mask, 17, valueAt(wordKeys, count, i - 2), wordBefore, c0)
  rows[8] = rowOf(mask, 18, wordBefore, c0, after)
  rows[9] = rowOf(mask, 19, c0, wordAfter, valueAt(wordKeys, count, i + 2))
  rows[10] = rowOf(mask, 20, shapesBefore, shapes[i], shapesAfter)
  rows[11] = rowOf(mask, 21, wordBefore, shapes[i], wordAfter)
}

/** What stands at a place of a turn; the places before it and after it have numbers of their own. */
const valueAt = (list: Int32Array, count: number, place: number): number =>
  place < 0 ? NO_TOKEN_BEFORE : place >= count ? NO_TOKEN_BEHIND : list[place]

/** Weights of a linear chain: a row of a number for each label per feature, and what it costs to follow one label by another. */
export interface TaggerWeights {
  rows: Int8Array
  scale: number
  /** From the label before to the label, row by row; the state outside of a run is `outside`. */
  transitions: Float32Array
  /** What is taken off the score of `outside`: higher finds more and errs more. */
  lift: number
  /** Slope and offset of the logistic function that makes a probability of a mean score. */
  calibration: readonly [number, number]
}

function usedRows(rows: Int8Array): Int32Array {
  const used = new Int32Array(Math.ceil(rows.length / LABEL_COUNT / 32))
  for (let at = 0; at < rows.length; at++)
    if (rows[at] !== 0) {
      const row = Math.floor(at / LABEL_COUNT)
      used[row >>> 5] |= 1 << (row & 31)
    }
  return used
}

/** Small enough to stay near the processor; the kernel counts on it. */
const CACHE_SIZE = 1 << 15
const TURN_BYTES = 64

/**
 * Labels the tokens of a document by a linear chain over hashed features: lists, shapes, neighbours, and what rules said.
 *
 * What a word adds to the scores around it is kept for the next time; results do not depend on what is kept.
 */
export class Tagger {
  readonly weights: TaggerWeights
  private readonly mask: number
  private readonly kernel = kernel()
  private readonly keys: Int32Array
  private readonly kept: Float32Array
  /** What the kernel is told of a turn. */
  private readonly turn: Int32Array
  private scores: Float32Array
  private back = new Uint8Array(1024 * LABEL_COUNT)
  private labels = new Uint8Array(1024)
  private readonly sums = new Float32Array(2 * LABEL_COUNT)

  constructor(weights: TaggerWeights) {
    this.weights = weights
    this.mask = weights.rows.length / LABEL_COUNT - 1
    const { own } = this.kernel
    const floats = (length: number): Float32Array => own.floats(own.allocate(length * 4), length).fill(0)
    this.keys = own.integers(own.allocate(CACHE_SIZE * 2 * 4), CACHE_SIZE * 2).fill(0)
    this.kept = floats(CACHE_SIZE * SPREAD * LABEL_COUNT)
    this.scores = floats(1024 * LABEL_COUNT)
    this.turn = own.integers(own.allocate(TURN_BYTES), TURN_BYTES / 4)
    // By bits the rows that say anything: most of those asked for do not, and this is near at hand.
    const used = usedRows(weights.rows)
    const usedAt = own.allocate(used.byteLength)
    own.integers(usedAt, used.length).set(used)
    this.turn.set([0, 0, 0, 0, this.keys.byteOffset, this.kept.byteOffset, 0, usedAt])
    this.turn.set([sharedRoom().addressOf(weights.rows), this.mask, own.allocate(JOINT_ROWS * 16)], 8)
    own.doubles(this.turn.byteOffset + 48, 2).set([weights.scale, weights.lift])
  }

  /**
   * The label of each token of a turn, and the scores of all labels that each had by itself. The arrays are used again
   * by the next call.
   */
  tag(document: Document, turn: number, claimKind: ClaimKind): { labels: Uint8Array; scores: Float32Array } {
    const features = readTurn(document, turn, claimKind)
    const { count, active } = features
    if (this.labels.length < count) {
      const { own } = this.kernel
      this.labels = new Uint8Array(count * 2)
      own.free(this.scores.byteOffset, this.scores.byteLength)
      this.scores = own.floats(own.allocate(count * 2 * LABEL_COUNT * 4), count * 2 * LABEL_COUNT)
      this.back = new Uint8Array(count * 2 * LABEL_COUNT)
    }
    this.labels.fill(0, 0, count)
    const { classes, shapes, wordKeys, first } = features
    const { hashes } = this.kernel.place(document)
    this.turn[0] = classes.byteOffset
    this.turn[1] = shapes.byteOffset
    this.turn[2] = wordKeys.byteOffset
    this.turn[3] = hashes + 4 * first
    this.turn[6] = this.scores.byteOffset
    for (let from = 0; from < count; from++) {
      if (active[from] === 0) continue
      let to = from + 1
      while (to < count && active[to] === 1) to++
      this.score(document, turn, features, from, to)
      this.decode(from, to)
      from = to
    }
    return { labels: this.labels, scores: this.scores }
  }

  /** How likely a finding is right whose labels scored so much better than `outside` on the mean; in hundredths. */
  sureness(margin: number): number {
    const [slope, offset] = this.weights.calibration
    const likely = 1 / (1 + Math.exp(-(slope * margin + offset)))
    return Math.min(0.99, Math.max(0.05, Math.round(likely * 100) / 100))
  }

  private score(document: Document, turn: number, features: TurnFeatures, from: number, to: number): void {
    const { scores } = this
    const { run } = this.kernel
    const { byteOffset } = this.turn
    scores.fill(0, from * LABEL_COUNT, to * LABEL_COUNT)
    const highest = Math.min(features.count, to + REACH)
    let near = Math.max(0, from - REACH)
    // Each word is added at once, since another one may take its place.
    while ((near = run.tagWords(byteOffset, near, highest, from, to)) >= 0) this.keep(document, turn, features, near)
    run.tagNeighbours(byteOffset, from, to)
  }

  /** Computes the scores that a word adds, and keeps them where the kernel looks for them. */
  private keep(document: Document, turn: number, features: TurnFeatures, i: number): void {
    const { keys, kept, mask } = this
    const { rows, scale } = this.weights
    const hash = document.tokens.hash[features.first + i]
    const own = features.classes[i]
    const mixed = Math.imul(hash ^ Math.imul(own, 0x9e3779b1), 0x85ebca6b)
    const slot = (mixed ^ (mixed >>> 15)) & (CACHE_SIZE - 1)
    keys[slot * 2] = hash
    keys[slot * 2 + 1] = own
    const base = slot * SPREAD * LABEL_COUNT
    kept.fill(0, base, base + SPREAD * LABEL_COUNT)
    eachWordRow(
      mask,
      features,
      i,
      () => document.word(turn, features.first + i),
      (offset, row) => {
        const vector = base + (offset + REACH) * LABEL_COUNT
        for (let label = 0; label < LABEL_COUNT; label++)
          kept[vector + label] += rows[row * LABEL_COUNT + label] * scale
      },
    )
  }

  /** The best labels of tokens `from` to `to`, with `outside` on both sides. */
  private decode(from: number, to: number): void {
    const { scores, back, labels, sums } = this
    const { transitions } = this.weights
    let old = 0
    for (let label = 0; label < LABEL_COUNT; label++)
      sums[label] = transitions[label] + scores[from * LABEL_COUNT + label]
    for (let i = from + 1; i < to; i++) {
      const next = LABEL_COUNT - old
      for (let label = 0; label < LABEL_COUNT; label++) {
        let best = 0
        let most = -Infinity
        for (let before = 0; before < LABEL_COUNT; before++) {
          const sum = sums[old + before] + transitions[before * LABEL_COUNT + label]
          if (sum > most) {
            most = sum
            best = before
          }
        }
        back[i * LABEL_COUNT + label] = best
        sums[next + label] = most + scores[i * LABEL_COUNT + label]
      }
      old = next
    }
    let best = 0
    for (let label = 1; label < LABEL_COUNT; label++)
      if (sums[old + label] + transitions[label * LABEL_COUNT] > sums[old + best] + transitions[best * LABEL_COUNT])
        best = label
    for (let i = to - 1; i >= from; i--) {
      labels[i] = best
      best = back[i * LABEL_COUNT + best]
    }
  }
}
