import { isAscii } from 'node:buffer'
import { UNPACK_LIMITS } from '@techdeck/core'
import type { BadRowReason } from '../types.ts'
import { CR, type Cutter, LF, UNSEEN, UNUSUAL } from '../rows/index.ts'

const SPACE = 32
/** A quote that nothing closes within so many units, over several lines, is a broken one. */
const MAX_QUOTED = 4 * 1024 * 1024
/** With so many quotes that close nothing, what follows a broken one is no table either. */
const MAX_BARE = 50

export interface Dialect {
  delimiter: string
  /** `null` where quotes are plain characters. */
  quote: string | null
  /** What stands before a quote that does not end a field, where quotes are not doubled. */
  escape?: string
  /** What divides the first cell, where that holds the whole row once more. */
  inner?: string
}

/**
 * Cuts RFC 4180 rows and, in the same pass, their fields. Takes LF, CR LF and CR as row ends, bare quotes inside fields,
 * and spaces around quotes. A quote that is never closed spoils its own line only: reading goes on at the next one.
 */
export class CsvCutter implements Cutter {
  at = 0
  /** What stands twice for once, in a field that is quoted. */
  readonly doubled: string
  /** Whether values are to be freed of what escapes signs in them. */
  readonly unescapes: boolean
  problem: BadRowReason | null = null
  /** How many fields the row has. */
  fields = 0
  /** Begin and end of each field's value, counted from the row's start. */
  bounds = new Int32Array(256)
  /** 1 for a field that was quoted and holds quotes, so that doubled ones stand for one. */
  escaped = new Uint8Array(128)
  /** The fields themselves, where they were seen as text. */
  values: string[] | null = null

  readonly #delimiterSign: string
  readonly #quoteSign: string
  readonly #delimiter: number
  readonly #quote: number
  /** Sign before a quote that ends nothing; −1 where there is none. */
  readonly #escape: number
  // The field that is being read, kept when the bytes run out in the middle of it.
  #state: 'start' | 'plain' | 'quoted' = 'start'
  #fieldStart = 0
  #quoteEnd = 0
  #inner = false
  /** Where the row's second line begins; −1 while it has one. */
  #firstLine = -1
  #bare = 0
  /** All bytes of the row's fields, one over the other. */
  #bits = 0
  /** Set when the row is too long to be read: its end is the next line end, quotes or not. */
  #adrift = false

  readonly #limit: number

  // A text that was seen, and where in it these signs come next, as far as that was looked for.
  #seen = ''
  #units: Buffer = Buffer.of()
  #nextFeed = -1
  #nextReturn = -1
  #nextDelimiter = -1
  #nextWide = -1
  readonly #values: string[] = []

  /** `limit`: units from which on a row is too long. */
  constructor({ delimiter, quote, escape = '' }: Dialect, limit: number = UNPACK_LIMITS.maxRowBytes) {
    this.#limit = limit
    this.#delimiterSign = delimiter
    this.#quoteSign = quote ?? ''
    this.#delimiter = delimiter.charCodeAt(0)
    this.#quote = quote === null ? -1 : quote.charCodeAt(0)
    this.unescapes = escape !== ''
    this.doubled = (quote ?? '').repeat(2)
    this.#escape = escape === '' ? -1 : escape.charCodeAt(0)
  }

  begin(view: Buffer, from: number, to: number): number {
    while (from < to && (view[from] === LF || view[from] === CR)) from++
    this.fields = 0
    this.values = null
    this.#state = 'start'
    this.#fieldStart = 0
    this.#firstLine = -1
    this.#bare = 0
    this.#bits = 0
    this.#adrift = false
    return from
  }

  cut(view: Buffer, start: number, to: number, final: boolean): number {
    if (this.#adrift) return this.#nextLine(view, start, to, final)
    const delimiter = this.#delimiter
    const quote = this.#quote
    let at = start + this.at
    for (;;) {
      if (this.#state === 'start') {
        while (at < to && view[at] === SPACE) at++
        if (at + 2 >= to && !final) return this.#pause(start, at)
        if (at < to && view[at] === quote && !this.#isEmptyAndMore(view, at, to)) {
          this.#state = 'quoted'
          this.#fieldStart = ++at - start
          this.#inner = false
        } else this.#state = 'plain'
      }
      if (this.#state === 'plain') {
        let byte = 0
        let bits = this.#bits
        for (; at < to && (byte = view[at]) !== delimiter && byte !== LF && byte !== CR; at++) bits |= byte
        this.#bits = bits
        if (at === to && !final) return this.#pause(start, at)
        this.#add(this.#fieldStart, at - start, false)
      } else {
        // Inside quotes: look for the one that closes them.
        const closed = this.#closing(view, start, at, to, final)
        if (closed === -1) return this.#adrift ? this.#nextLine(view, start, to, final) : -1
        if (closed === -2) return this.#breakLine(start, to)
        at = closed
        this.#add(this.#fieldStart, this.#quoteEnd, this.#inner)
      }
      if (at >= to) return to
      if (at - start > this.#limit) {
        this.#adrift = true
        this.#pause(start, at)
        return this.#nextLine(view, start, to, final)
      }
      if (view[at] !== delimiter) {
        // CR LF is one end; a CR at the very end of what is known may still be half of it.
        if (view[at] === LF) return at + 1
        if (at + 1 === to && !final) return this.#wait(start, at)
        return view[at + 1] === LF && at + 1 < to ? at + 2 : at + 1
      }
      at++
      this.#state = 'start'
      this.#fieldStart = at - start
    }
  }

  see(text: string, units: Buffer): void {
    this.#seen = text
    this.#nextFeed = -1
    this.#nextReturn = -1
    this.#nextDelimiter = -1
    this.#units = units
    this.#nextWide = -1
  }

  /** Usual are rows of one line, whose quotes begin and end a field or are doubled. */
  cutSeen(from: number): number {
    const text = this.#seen
    if (this.#nextFeed < from) this.#nextFeed = placeOf(text.indexOf('\n', from))
    if (this.#nextFeed === Infinity) return UNSEEN
    if (this.#nextReturn < from) this.#nextReturn = placeOf(text.indexOf('\r', from))
    const feed = this.#nextFeed
    const end = this.#nextReturn === feed - 1 ? feed - 1 : feed
    if (this.#escape !== -1 || this.#nextReturn < end || feed - from > this.#limit) return UNUSUAL
    if (this.#nextWide < from) this.#nextWide = placeOf(wideIn(text, this.#units, from))
    const isPlain = this.#nextWide > end
    if (!this.#fieldsSeen(from, end, isPlain)) {
      this.fields = 0
      return UNUSUAL
    }
    if (isPlain) {
      this.values = this.#values
      this.#values.length = this.fields
    } else this.#bits = 0x80
    return feed + 1
  }

  /** Takes the fields of a line, which is `isPlain` when nothing but ASCII stands in it; false when it is not of the usual kind. */
  #fieldsSeen(from: number, end: number, isPlain: boolean): boolean {
    const text = this.#seen
    const quote = this.#quote
    for (let at = from; ; at++) {
      const first = at < end ? text.charCodeAt(at) : LF
      if (first === SPACE) return false
      let stop: number
      let isDoubled = false
      if (first === quote) {
        at++
        stop = text.indexOf(this.#quoteSign, at)
        for (; stop !== -1 && text.charCodeAt(stop + 1) === quote; stop = text.indexOf(this.#quoteSign, stop + 2))
          isDoubled = true
        if (stop === -1 || stop >= end) return false
        if (stop + 1 !== end && text.charCodeAt(stop + 1) !== this.#delimiter) return false
      } else {
        if (this.#nextDelimiter < at) this.#nextDelimiter = placeOf(text.indexOf(this.#delimiterSign, at))
        stop = Math.min(this.#nextDelimiter, end)
      }
      if (isPlain) {
        const value = text.slice(at, stop)
        this.#values[this.fields++] = isDoubled ? value.replaceAll(this.doubled, this.#quoteSign) : value
      } else this.#add(at - from, stop - from, isDoubled)
      at = first === quote ? stop + 1 : stop
      if (at === end) return true
    }
  }

  get oneLine(): boolean {
    return this.#firstLine === -1 && !this.#adrift
  }

  get ascii(): boolean {
    return this.#bits < 0x80
  }

  giveUp(): void {
    this.#adrift = true
  }

  /** An empty pair of quotes with text right behind it: those quotes quote nothing. */
  #isEmptyAndMore(view: Buffer, at: number, to: number): boolean {
    if (at + 2 >= to || view[at + 1] !== this.#quote) return false
    return ![this.#quote, this.#delimiter, LF, CR, SPACE].includes(view[at + 2])
  }

  /**
   * Index of the delimiter or row end after the closing quote; −1 to wait for more, −2 when the quote is never closed.
   * The same whatever the chunks: all limits count from the row's start.
   */
  #closing(view: Buffer, start: number, from: number, to: number, final: boolean): number {
    const quote = this.#quote
    let at = from
    for (;;) {
      if (this.#firstLine === -1) {
        let byte = 0
        let bits = this.#bits
        for (; at < to && (byte = view[at]) !== quote && byte !== LF && byte !== CR; at++) bits |= byte
        this.#bits = bits
        if (at < to && byte !== quote) {
          if (at + 1 === to && !final) return this.#pause(start, at)
          this.#firstLine = at + 1 - start + (byte === CR && view[at + 1] === LF ? 1 : 0)
        }
      }
      const most = start + (this.#firstLine === -1 ? this.#limit : Math.min(MAX_QUOTED, this.#limit))
      const stop = Math.min(to, most)
      let byte = 0
      let bits = this.#bits
      for (; at < stop && (byte = view[at]) !== quote; at++) bits |= byte
      this.#bits = bits
      if (at >= stop) {
        if (at >= most && this.#firstLine === -1) this.#adrift = true
        else if (at >= most || final) return -2
        return this.#pause(start, at)
      }
      if (this.#escape !== -1 && this.#isEscaped(view, at, start + this.#fieldStart)) {
        if (this.#firstLine !== -1) this.#bare++
        at++
        continue
      }
      if (at + 1 < to && view[at + 1] === quote) {
        this.#inner = true
        if (this.#firstLine !== -1) this.#bare++
        at += 2
        continue
      }
      let after = at + 1
      while (after < to && view[after] === SPACE) after++
      if (after === to && !final) return this.#pause(start, at)
      const next = view[after]
      if (after === to || next === this.#delimiter || next === LF || next === CR) {
        this.#quoteEnd = at - start
        return after
      }
      // A bare quote. After a line end and right behind a delimiter it opens a later row's field: ours was never closed.
      if (this.#firstLine !== -1) {
        let before = at - 1
        while (view[before] === SPACE) before--
        if (view[before] === this.#delimiter || view[before] === LF || view[before] === CR) return -2
        this.#bare++
      }
      this.#inner = true
      at++
    }
  }

  /** Whether an odd number of signs of escape stands right before. */
  #isEscaped(view: Buffer, at: number, from: number): boolean {
    let before = at
    while (before > from && view[before - 1] === this.#escape) before--
    return (at - before) % 2 === 1
  }

  #add(from: number, to: number, escaped: boolean): void {
    const field = this.fields++
    if (field * 2 + 2 > this.bounds.length) {
      this.bounds = grown(this.bounds, new Int32Array(this.bounds.length * 2))
      this.escaped = grown(this.escaped, new Uint8Array(this.escaped.length * 2))
    }
    this.bounds[field * 2] = from
    this.bounds[field * 2 + 1] = to
    this.escaped[field] = escaped ? 1 : 0
  }

  #pause(start: number, at: number): -1 {
    this.at = at - start
    return -1
  }

  /** Waits at a row end that is not fully seen: the field before it is read again. */
  #wait(start: number, at: number): -1 {
    this.fields--
    const quoted = this.#state === 'quoted'
    return this.#pause(start, quoted ? start + this.#quoteEnd : at)
  }

  /** Ends a row whose quote is never closed: after its first line, or where the search ended among too many quotes. */
  #breakLine(start: number, to: number): number {
    this.problem = 'unclosed_quote'
    if (this.#firstLine === -1) return to
    if (this.#bare > MAX_BARE) return Math.min(start + Math.min(MAX_QUOTED, this.#limit), to)
    return Math.min(start + this.#firstLine, to)
  }

  #nextLine(view: Buffer, start: number, to: number, final: boolean): number {
    for (let at = start + this.at; at < to; at++) {
      if (view[at] === LF) return at + 1
      if (view[at] !== CR) continue
      if (at + 1 === to && !final) return this.#pause(start, at)
      return view[at + 1] === LF && at + 1 < to ? at + 2 : at + 1
    }
    this.at = to - start
    return final ? to : -1
  }
}

/** What is not there comes after all that is. */
const placeOf = (index: number): number => (index === -1 ? Infinity : index)

const WIDE = /[\u0080-\u00ff]/g
/** So many units are looked at together, which is quicker than a search where nearly all are ASCII. */
const TOGETHER = 1024

/** Index of the next unit that is no character of ASCII; −1 where there is none. */
function wideIn(text: string, units: Buffer, from: number): number {
  while (from < units.length && isAscii(units.subarray(from, from + TOGETHER))) from += TOGETHER
  WIDE.lastIndex = from
  return WIDE.test(text) ? WIDE.lastIndex - 1 : -1
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}
