import { isUtf8 } from 'node:buffer'
import { UNPACK_LIMITS } from '@techdeck/core'
import { decodeLoosely, textEncoding, type TextEncoding } from '../encoding/index.ts'
import type { BadRow, BadRowReason, ByteSource, Items, Reading, ReadItem, ReadRange, SourcePosition } from '../types.ts'
import { type Cutter, UNSEEN } from './cutter.ts'
import { LineCounter } from './line-counter.ts'

const EXCERPT = 200
/** Enough for an excerpt in any encoding. */
const EXCERPT_UNITS = 4 * EXCERPT

/** Longest row of a reading, in units of its encoding; never shorter than an excerpt. */
export const rowLimit = ({ settings, encoding }: Reading): number =>
  Math.max(
    EXCERPT_UNITS,
    Math.floor((Number(settings['maxRowBytes']) || UNPACK_LIMITS.maxRowBytes) / textEncoding(encoding).unit),
  )

/** So much is decoded at once for rows of ASCII; whoever keeps a text of them keeps so much in memory. */
const STRETCH = 16 * 1024

/** Buffers up to this size are validated as a whole, which is cheaper than row by row. */
const VALIDATED = 1024 * 1024

/**
 * Walks a range of a source row by row, holding one row and one chunk of bytes at a time.
 * Call `step` until it asks for `more` (then await `fill`) or is `done`; after `row`, the accessors speak of that row.
 */
export class RowReader<C extends Cutter = Cutter> {
  readonly cutter: C
  readonly encoding: TextEncoding
  /** One byte a unit of the source; the row stands at `[start, end)`. */
  view: Buffer
  start = 0
  end = 0
  position!: SourcePosition
  /** Set when the row cannot be read, by its bytes or its length. */
  problem: BadRowReason | null = null

  readonly #range: ReadRange
  readonly #limit: number
  readonly #lines: LineCounter
  readonly #chunks: AsyncIterator<Uint8Array>
  #raw: Buffer
  #rawLength = 0
  #length = 0
  /** Offset in the source of the first byte of `#raw`. */
  #base: number
  #row: number
  #final = false
  #inRow = false
  #overlong: Buffer | null = null
  /** All that is in the buffer is known to be valid UTF-8. */
  #valid = false
  /** A stretch of the view as text, which rows of ASCII are sliced from: cheaper than to decode each. */
  #stretch = ''
  #stretchAt = 0

  constructor(source: ByteSource, reading: Reading, range: ReadRange, cutter: C) {
    this.cutter = cutter
    this.encoding = textEncoding(reading.encoding)
    this.#range = range
    this.#limit = rowLimit(reading)
    this.#lines = new LineCounter(range.start.line)
    this.#row = range.start.row - 1
    this.#base = range.start.byteOffset
    this.#chunks = segments(source, range)[Symbol.asyncIterator]()
    this.#raw = Buffer.allocUnsafe(0)
    this.view = this.#raw
  }

  step(): 'row' | 'more' | 'done' {
    if (!this.#inRow && !this.#begin())
      return this.#final || this.#offset(this.end) >= this.#range.end ? 'done' : 'more'
    const { cutter, view, start } = this
    let end = this.#cutSeen()
    if (end < 0) end = cutter.cut(view, start, this.#length, this.#final)
    if (end === -1) {
      if (this.#overlong) this.#skip()
      else if (this.#length - start > this.#limit) this.#tooLong()
      return 'more'
    }
    this.problem = this.#overlong ? 'line_too_long' : cutter.problem
    if (end - start > this.#limit) this.problem = 'line_too_long'
    this.end = end
    if (cutter.oneLine && !this.#overlong) this.#lines.next()
    else this.#lines.feed(view, start, end)
    this.#inRow = false
    return 'row'
  }

  /** Reads on. @throws whatever the source throws */
  async fill(): Promise<void> {
    const next = await this.#chunks.next()
    const used = this.#inRow ? this.start : this.end
    if (next.done) this.#final = true
    else this.#append(next.value, used)
    this.#stretch = ''
    if (this.encoding.identity) {
      this.view = this.#raw
      this.#length = this.#rawLength
      this.#valid = this.encoding.name === 'utf-8' && this.#rawLength < VALIDATED && isWhole(this.#raw, this.#rawLength)
      return
    }
    const { unit } = this.encoding
    const from = this.#length * unit
    this.#length += this.encoding.mask(this.#raw, from, this.#rawLength, this.view, this.#length, this.#final) / unit
  }

  /** Ends reading; the source is told, so that it can close. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  /** Decodes a part of the row; `null` when it is not valid in the file's encoding. */
  text(from = this.start, to = this.end): string | null {
    if (this.cutter.ascii) return this.#ascii(from, to)
    if (this.#valid) return this.#raw.toString('utf8', from, to)
    const { unit } = this.encoding
    return this.encoding.decode(this.#raw.subarray(from * unit, to * unit))
  }

  /** The row as one that could not be read. */
  bad(reason: BadRowReason): { bad: BadRow } {
    const { unit, name } = this.encoding
    const bytes = this.#overlong ?? this.#excerpt().subarray(0, (this.end - this.start) * unit)
    this.#overlong = null
    const text = decodeLoosely(name, bytes).slice(0, EXCERPT)
    return { bad: { position: this.position, reason, excerpt: text.toWellFormed().trimEnd() } }
  }

  /** Takes the row back: it was empty, and the next one has its number. */
  uncount(): void {
    this.#row--
  }

  #ascii(from: number, to: number): string {
    if (from < this.#stretchAt || to > this.#stretchAt + this.#stretch.length) this.#see(from, to)
    return this.#stretch.slice(from - this.#stretchAt, to - this.#stretchAt)
  }

  #see(from: number, to: number): void {
    const stop = Math.min(this.#length, Math.max(to, from + STRETCH))
    this.#stretch = this.view.toString('latin1', from, stop)
    this.#stretchAt = from
    this.cutter.see?.(this.#stretch, this.view.subarray(from, stop))
  }

  /** Where a new row ends, if the cutter can tell by text; negative when it cannot. */
  #cutSeen(): number {
    const { cutter, start } = this
    if (cutter.cutSeen === undefined || cutter.at > 0 || this.#overlong) return UNSEEN
    if (start < this.#stretchAt || start >= this.#stretchAt + this.#stretch.length) this.#see(start, start)
    let end = cutter.cutSeen(start - this.#stretchAt)
    // Another look helps where much of the text is behind.
    if (end === UNSEEN && start - this.#stretchAt > STRETCH / 2) {
      this.#see(start, start)
      end = cutter.cutSeen(0)
    }
    return end < 0 ? end : this.#stretchAt + end
  }

  #begin(): boolean {
    const { view } = this
    const start = this.cutter.begin(view, this.end, this.#length)
    this.#lines.feed(view, this.end, start)
    this.end = start
    if (start >= this.#length || this.#offset(start) >= this.#range.end) return false
    this.start = start
    this.#inRow = true
    this.cutter.at = 0
    this.cutter.problem = null
    this.#row++
    this.position = {
      file: this.#range.file,
      byteOffset: this.#offset(start),
      line: this.#lines.line,
      row: this.#row,
    }
    return true
  }

  #offset(index: number): number {
    return this.#base + index * this.encoding.unit
  }

  #tooLong(): void {
    this.#overlong = Buffer.from(this.#excerpt())
    this.cutter.giveUp?.()
    this.#skip()
  }

  /** The first bytes of the row, as far as they are there. */
  #excerpt(): Buffer {
    const { unit } = this.encoding
    const end = Math.min(this.#length, this.start + EXCERPT_UNITS)
    return this.#raw.subarray(this.start * unit, end * unit)
  }

  /** Forgets the bytes of an overlong row that have been looked at. */
  #skip(): void {
    const seen = this.start + this.cutter.at
    this.#lines.feed(this.view, this.start, seen)
    this.start = seen
    this.cutter.at = 0
  }

  /** Puts a chunk behind the bytes that are still in use, moving or growing the buffer when it is full. */
  #append(chunk: Uint8Array, used: number): void {
    const { unit, identity } = this.encoding
    const rest = this.#rawLength - used * unit
    if (rest + chunk.length > this.#raw.length || used > 0) {
      const grown = rest + chunk.length > this.#raw.length
      const raw = grown ? Buffer.allocUnsafeSlow(Math.max((rest + chunk.length) * 2, 64 * 1024)) : this.#raw
      this.#raw.copy(raw, 0, used * unit, this.#rawLength)
      if (!identity) {
        const view = grown ? Buffer.allocUnsafeSlow(raw.length / unit) : this.view
        this.view.copy(view, 0, used, this.#length)
        this.view = view
      }
      this.#raw = raw
      this.#rawLength = rest
      this.#length -= used
      this.#base += used * unit
      this.start -= this.#inRow ? used : this.start
      this.end = this.#inRow ? this.end : this.end - used
    }
    this.#raw.set(chunk, this.#rawLength)
    this.#rawLength += chunk.length
  }
}

/** Whether bytes are valid UTF-8, a character that their end cuts aside. */
function isWhole(raw: Buffer, length: number): boolean {
  let end = length
  while (end > 0 && length - end < 3 && (raw[end - 1] & 0xc0) === 0x80) end--
  return isUtf8(raw.subarray(0, end > 0 && raw[end - 1] >= 0xc0 ? end - 1 : length))
}

/** The range itself, then more only while somebody asks: the last row may end beyond it. */
async function* segments(source: ByteSource, { start, end }: ReadRange): AsyncGenerator<Uint8Array> {
  yield* source.read(start.byteOffset, Math.min(end, source.size))
  if (end < source.size) yield* source.read(end, source.size)
}

/** Most rows of a batch: so few promises are made for them, and no more rows are held. */
const BATCH = 256

/** Reads a range with a cutter; `toItem` makes an item of each row, or `null` of one that is empty and not counted. */
export const readRows = <C extends Cutter>(
  rows: RowReader<C>,
  signal: AbortSignal,
  toItem: (rows: RowReader<C>) => ReadItem | null,
): Items => new RowItems(rows, signal, toItem)

/** What a generator would do, at half of its cost for each row: nothing is awaited while rows are there. */
class RowItems<C extends Cutter> implements Items, AsyncIterableIterator<ReadItem, undefined> {
  readonly #rows: RowReader<C>
  readonly #signal: AbortSignal
  readonly #toItem: (rows: RowReader<C>) => ReadItem | null
  #isDone = false

  constructor(rows: RowReader<C>, signal: AbortSignal, toItem: (rows: RowReader<C>) => ReadItem | null) {
    this.#rows = rows
    this.#signal = signal
    this.#toItem = toItem
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async *batches(): AsyncGenerator<readonly ReadItem[], undefined> {
    try {
      for (;;) {
        const batch: ReadItem[] = []
        let found: ReadItem | 'more' | 'done' = 'more'
        while (batch.length < BATCH && typeof (found = this.#ready()) === 'object') batch.push(found)
        if (batch.length > 0) yield batch
        if (found === 'done') return
        if (found === 'more') await this.#rows.fill()
      }
    } finally {
      await this.return()
    }
  }

  /** Not an async function: that would cost more than all else for a row that is there. */
  next(): Promise<IteratorResult<ReadItem, undefined>> {
    if (this.#isDone) return Promise.resolve(DONE)
    try {
      const found = this.#ready()
      return typeof found === 'object' ? Promise.resolve({ done: false, value: found }) : this.#later(found)
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** The next row, as far as rows are there. */
  #ready(): ReadItem | 'more' | 'done' {
    this.#signal.throwIfAborted()
    const rows = this.#rows
    for (;;) {
      const step = rows.step()
      if (step !== 'row') return step
      const item = rows.problem ? rows.bad(rows.problem) : this.#toItem(rows)
      if (item) return item
      rows.uncount()
    }
  }

  async #later(found: ReadItem | 'more' | 'done'): Promise<IteratorResult<ReadItem, undefined>> {
    try {
      while (found === 'more') {
        await this.#rows.fill()
        found = this.#ready()
      }
    } catch (error) {
      return this.#failed(error)
    }
    return typeof found === 'object' ? { done: false, value: found } : this.return()
  }

  async #failed(error: unknown): Promise<never> {
    await this.return()
    throw error
  }

  async return(): Promise<{ done: true; value: undefined }> {
    this.#isDone = true
    await this.#rows.close()
    return DONE
  }
}

const DONE = { done: true, value: undefined } as const

/** Items as batches, which many readers have; of others each is one. */
export async function* inBatches(items: Items): AsyncGenerator<readonly ReadItem[], undefined> {
  if (items.batches) yield* items.batches()
  else for await (const item of items) yield [item]
}
