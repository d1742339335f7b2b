import type { BadRowReason } from '../types.ts'
import { type Cutter, isBlank, LF } from '../rows/index.ts'
import { UNPACK_LIMITS } from '@techdeck/core'
import { Outline } from './outline.ts'
import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, OPEN_LIST, OPEN_OBJECT, QUOTE, SEMICOLON } from './bytes.ts'

/**
 * What is around the elements: one array (and perhaps more behind it), nothing, an object in which lists hold them, or
 * an object whose fields they are.
 */
export type Surrounding = 'list' | 'sequence' | 'wrapper' | 'members'

export interface Surroundings {
  surrounding: Surrounding
  /** Column at which elements begin lines; −1 where they do not. */
  indent: number
  /**
   * Of a wrapper: lists that hold elements, and those beside them that hold something else. Of members: the object whose
   * fields they are, where that is not the document.
   */
  lists: readonly string[]
  passed: readonly string[]
}

/**
 * Cuts JSON text into the elements of its outermost list, following strings, escapes and nesting. It checks no grammar:
 * what is no JSON inside an element shows when the element is parsed. Where elements begin at a line's same `indent`
 * (−1: they do not), a broken element ends before the next such line, so that it spoils nothing but itself.
 */
export class ElementCutter implements Cutter {
  at = 0
  problem: BadRowReason | null = null

  readonly #around: Surroundings
  readonly #indent: number
  readonly #deepest: number
  readonly #outline: Outline | null
  // Behind the end of a list.
  #outside = false
  // Within an element.
  #nested = 0
  #inText = false
  #skipNext = false
  /** Blanks since the line began; −1 once something else was there. */
  #column = -1
  /** How much of a field was read: its name, and whether its value has begun. */
  #named = true
  #begun = true

  /** `fromStart`: what comes first stands before all elements, not among them; `deepest`: how deep an element may nest. */
  constructor(around: Surroundings, fromStart = false, deepest: number = UNPACK_LIMITS.maxNesting) {
    this.#deepest = deepest
    this.#around = around
    this.#indent = around.indent
    const { surrounding, lists } = around
    if (surrounding === 'wrapper')
      this.#outline = new Outline(fromStart ? null : { path: (lists[0] ?? '').split('.'), list: true })
    else
      this.#outline =
        surrounding === 'members'
          ? new Outline(fromStart ? null : { path: lists[0]?.split('.') ?? [], list: false })
          : null
  }

  begin(view: Buffer, from: number, to: number): number {
    this.#nested = 0
    this.#inText = false
    this.#skipNext = false
    this.#column = -1
    this.#named = this.#begun = this.#around.surrounding !== 'members'
    return this.#outline ? this.#beginInside(this.#outline, view, from, to) : this.#beginInList(view, from, to)
  }

  cut(view: Buffer, start: number, to: number, final: boolean): number {
    for (let at = start + this.at; at < to; at++) {
      const byte = view[at]
      if (this.#inText) {
        if (byte === QUOTE && !this.#skipNext) {
          this.#inText = false
          if (this.#nested === 0 && this.#named) return at + 1
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
      if (!this.#begun && (byte === COLON || isBlank(byte))) {
        this.#named ||= byte === COLON
        continue
      }
      this.#begun = this.#named
      if (byte === QUOTE) this.#inText = true
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (++this.#nested > this.#deepest) this.problem = 'too_deep'
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        // At level 0 it closes what is around a bare number or word.
        if (this.#nested === 0) return at === start ? at + 1 : at
        if (--this.#nested === 0) return at + 1
      } else if (this.#nested === 0 && (byte === COMMA || isBlank(byte))) return at
    }
    this.at = to - start
    return final ? to : -1
  }

  #beginInList(view: Buffer, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const byte = view[at]
      if (this.#outside) {
        if (isBlank(byte) || byte === COMMA || byte === SEMICOLON || byte === OPEN_LIST || byte === CLOSE_LIST) continue
        this.#outside = false
        return at
      }
      if (byte === CLOSE_LIST && this.#around.surrounding === 'list') this.#outside = true
      else if (byte !== COMMA && !isBlank(byte)) return at
    }
    return to
  }

  #beginInside(outline: Outline, view: Buffer, from: number, to: number): number {
    const members = this.#around.surrounding === 'members'
    for (let at = from; at < to; at++) {
      const byte = view[at]
      const opens = members ? byte === QUOTE : byte === OPEN_OBJECT || byte === OPEN_LIST
      if (opens && (members ? outline.object === (this.#around.lists[0] ?? '') : this.#isWanted(outline.list)))
        return at
      outline.push(byte)
    }
    return to
  }

  /** A list that was seen to hold elements, or one beside it that was not seen at all. */
  #isWanted(path: string | null): boolean {
    if (path === null) return false
    const { lists, passed } = this.#around
    if (lists.some((list) => list === path || isOfWay(path, list))) return true
    return !passed.includes(path) && lists[0] !== undefined && parentOf(path) === parentOf(lists[0])
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')))

/** Whether a list was reached by such a way, in which `*` stands for any one field. */
function isOfWay(path: string, way: string): boolean {
  if (!way.includes('*')) return false
  const [fields, wanted] = [path.split('.'), way.split('.')]
  return fields.length === wanted.length && wanted.every((field, at) => field === '*' || field === fields[at])
}
