import type { BadRowReason } from '../types.ts'
import { type Cutter, isBlank, LF } from '../rows/index.ts'
import { MAX_DEPTH } from '../objects/index.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/**
 * What is around the elements: one array (and perhaps more behind it), nothing, or an object in which lists of objects
 * hold them.
 */
export type Surrounding = 'list' | 'sequence' | 'wrapper'

/**
 * Cuts JSON text into the elements of its outermost list, following strings, escapes and nesting. It checks no grammar:
 * what is no JSON inside an element shows when the element is parsed. Where elements begin at a line's same `indent`
 * (−1: they do not), a broken element ends before the next such line, so that it spoils nothing but itself.
 */
export class ElementCutter implements Cutter {
  at = 0
  problem: BadRowReason | null = null

  readonly #surrounding: Surrounding
  readonly #indent: number
  // Between the lists of a wrapper, or behind the end of a list.
  #outside: boolean
  #depth = 0
  #inString = false
  #escaped = false
  #listOpened = false
  // Within an element.
  #nested = 0
  #inText = false
  #skipNext = false
  /** Blanks since the line began; −1 once something else was there. */
  #column = -1

  constructor(surrounding: Surrounding, indent: number, outside = false) {
    this.#surrounding = surrounding
    this.#indent = indent
    this.#outside = outside
  }

  begin(view: Buffer, from: number, to: number): number {
    this.#nested = 0
    this.#inText = false
    this.#skipNext = false
    this.#column = -1
    for (let at = from; at < to; at++) {
      const byte = view[at]
      if (this.#outside) {
        if (this.#opens(byte)) {
          this.#outside = false
          return at
        }
      } else if (byte === CLOSE_LIST && this.#surrounding !== 'sequence') this.#outside = true
      else if (byte !== COMMA && !isBlank(byte)) return at
    }
    return to
  }

  cut(view: Buffer, start: number, to: number, final: boolean): number {
    for (let at = start + this.at; at < to; at++) {
      const byte = view[at]
      if (this.#inText) {
        if (byte === QUOTE && !this.#skipNext) {
          this.#inText = false
          if (this.#nested === 0) return at + 1
        } else if (byte === LF) {
          // No string goes over a line end: this one was never closed.
          this.#inText = false
          this.problem = 'invalid_json'
          this.#column = 0
        }
        this.#skipNext = byte === BACKSLASH && !this.#skipNext
        continue
      }
      if (byte === LF) this.#column = 0
      else if (byte <= 32) {
        if (this.#column >= 0) this.#column++
      } else {
        if (byte === OPEN_OBJECT && this.#column === this.#indent && this.#column >= 0 && this.#nested > 0) {
          this.problem = 'invalid_json'
          return at
        }
        this.#column = -1
      }
      if (byte === QUOTE) this.#inText = true
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (++this.#nested > MAX_DEPTH) this.problem = 'too_deep'
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        // At level 0 it closes what is around a bare number or word.
        if (this.#nested === 0) return at === start ? at + 1 : at
        if (--this.#nested === 0) return at + 1
      } else if (this.#nested === 0 && (byte === COMMA || isBlank(byte))) return at
    }
    this.at = to - start
    return final ? to : -1
  }

  /** Whether an element begins here, outside of what has been read so far. */
  #opens(byte: number): boolean {
    if (this.#surrounding !== 'wrapper')
      return !isBlank(byte) && byte !== COMMA && byte !== OPEN_LIST && byte !== CLOSE_LIST
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inString = false
      return false
    }
    if (isBlank(byte)) return false
    if (byte === OPEN_OBJECT && this.#listOpened) {
      this.#listOpened = false
      return true
    }
    this.#listOpened = byte === OPEN_LIST && this.#depth === 0
    if (byte === QUOTE) this.#inString = true
    else if (byte === OPEN_OBJECT || (byte === OPEN_LIST && this.#depth > 0)) this.#depth++
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && this.#depth > 0) this.#depth--
    return false
  }
}
