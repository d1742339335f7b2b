import type { JsonObject } from '@techdeck/contracts'
import { textEncoding } from '../encoding/index.ts'
import { beginLikeLines, filledLines, toRow } from '../jsonl/index.ts'
import { commonShape, describeShape, fromSettings, isObject, toSettings } from '../objects/index.ts'
import { readRows, RowReader, sampleRows } from '../rows/index.ts'
import type { Detection, Format, Sample } from '../types.ts'
import { ElementCutter, type Surrounding } from './cutter.ts'

const SAMPLE_ELEMENTS = 200

/**
 * One JSON document: an array of conversations, an object whose lists hold them, or objects one after the other over
 * several lines. Elements are cut out by a scan of bytes and parsed one at a time, so the document is never in memory.
 */
export const json: Format = {
  name: 'json',

  detect(sample) {
    const first = sample.text.trimStart()[0]
    if (first === '[') return detectIn(sample, 'list', afterFirst(sample, '['))
    if (first !== '{' || beginLikeLines(filledLines(sample))) return null
    const own = detectIn(sample, 'sequence', afterFirst(sample, '{') - 1)
    return own ?? detectIn(sample, 'wrapper', afterFirst(sample, '{'))
  },

  read(source, reading, range, signal) {
    const { settings, mapping } = reading
    const shape = fromSettings(settings, mapping)
    const cutter = new ElementCutter(settings['surrounding'] as Surrounding, Number(settings['indent']))
    return readRows(new RowReader(source, reading, range, cutter), signal, (rows) => {
      const text = rows.text()
      return text === null ? rows.bad('invalid_encoding') : toRow(rows, text, shape)
    })
  },
}

/** Index in the view after the first such sign, which only blanks precede. */
const afterFirst = ({ text }: Sample, sign: string): number => text.indexOf(sign) + 1

function detectIn(sample: Sample, surrounding: Surrounding, from: number): Detection | null {
  const { unit } = textEncoding(sample.encoding)
  const rest: Sample = { ...sample, bytes: sample.bytes.subarray(from * unit) }
  const objects: JsonObject[] = []
  const indents = new Set<number>()
  let elements = 0
  // Objects of one line each are JSON lines.
  let overLines = false
  let first: { start: number; line: number } | null = null
  for (const row of sampleRows(rest, new ElementCutter(surrounding, -1, surrounding === 'wrapper'), SAMPLE_ELEMENTS)) {
    first ??= { start: row.start, line: row.line }
    elements++
    overLines ||= row.view.subarray(row.start, row.end).includes(10)
    indents.add(indentAt(row.view, row.start))
    const value = parse(row.text())
    if (isObject(value)) objects.push(value)
  }
  // The first element of a list may go on beyond the sample: then each element shows its shape.
  const long = !first && surrounding === 'list' && !sample.complete && /^\s*\[\s*\{/.test(sample.text)
  const common = long
    ? { shape: { kind: 'own', mapping: sample.given ?? {} } as const, confidence: 0.5 }
    : commonShape(objects, sample.given)
  if (!common) return null
  const parsed = long ? 1 : objects.length / elements
  const { start, line: lineInside } = first ?? { start: 0, line: 1 }
  const line = lineInside + countLineEnds(sample.text.slice(0, from))
  return {
    confidence: common.confidence * parsed * (surrounding !== 'sequence' ? 1 : overLines ? 0.85 : 0.4),
    saw: `${SURROUNDINGS[surrounding]} ${describeShape(common.shape)}.`,
    settings: {
      ...toSettings(common.shape).settings,
      surrounding,
      indent: indents.size === 1 ? [...indents][0] : -1,
      dataStart: (from + start) * unit,
      dataLine: line,
    },
    mapping: common.shape.mapping,
  }
}

const SURROUNDINGS = { list: 'A JSON array of', sequence: 'A sequence of JSON', wrapper: 'A JSON object with lists of' }

/** Blanks between a line's beginning and an element; −1 when something else stands there. */
function indentAt(view: Buffer, start: number): number {
  let at = start
  while (at > 0 && (view[at - 1] === 32 || view[at - 1] === 9)) at--
  return at > 0 && view[at - 1] === 10 ? start - at : -1
}

const countLineEnds = (text: string): number => text.split('\n').length - 1

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
