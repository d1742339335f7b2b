import { textEncoding, type TextEncoding } from '../encoding/index.ts'
import type { Sample } from '../types.ts'
import type { Cutter } from './cutter.ts'
import { LineCounter } from './line-counter.ts'

/** A row of a sample: where it stands in the view, its line, and its text (`null` where it is not valid). */
export interface SampleRow {
  view: Buffer
  start: number
  end: number
  line: number
  encoding: TextEncoding
  text(from?: number, to?: number): string | null
}

/** The rows that lie wholly within a sample, one at a time, as a reader with this cutter would see them. */
export function* sampleRows(sample: Sample, cutter: Cutter, most: number): Generator<SampleRow> {
  const encoding = textEncoding(sample.encoding)
  const raw = Buffer.from(sample.bytes.buffer, sample.bytes.byteOffset, sample.bytes.length)
  const view = encoding.identity ? raw : Buffer.allocUnsafe(raw.length)
  const length = encoding.mask(raw, 0, raw.length, view, 0, sample.complete) / encoding.unit
  const lines = new LineCounter(1)
  let from = 0
  for (let count = 0; count < most; count++) {
    const start = cutter.begin(view, from, length)
    if (start >= length) return
    cutter.at = 0
    cutter.problem = null
    const end = cutter.cut(view, start, length, sample.complete)
    if (end === -1) return
    lines.feed(view, from, start)
    const text = (a = start, b = end) => encoding.decode(raw.subarray(a * encoding.unit, b * encoding.unit))
    yield { view, start, end, line: lines.line, encoding, text }
    lines.feed(view, start, end)
    from = end
  }
}
