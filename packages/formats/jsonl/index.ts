import type { JsonObject } from '@techdeck/contracts'
import {
  commonShape,
  describeShape,
  fromSettings,
  isObject,
  MAX_DEPTH,
  rowOf,
  type Shape,
  toSettings,
} from '../objects/index.ts'
import { LineCutter, readRows, RowReader, trimEnd } from '../rows/index.ts'
import type { Detection, Format, Mapping, ReadItem } from '../types.ts'

const SAMPLE_LINES = 200
/** Lines below this cannot nest deep enough to cost much memory. */
const SHORT = 64 * 1024

/** One JSON object a line. Blank lines are skipped; a line that cannot be read is bad and the next one is read. */
export const jsonl: Format = {
  name: 'jsonl',

  detect({ text, complete, given }) {
    const lines = text.split('\n')
    if (!complete) lines.pop()
    const filled = lines.filter((line) => line.trim() !== '').slice(0, SAMPLE_LINES)
    const objects = filled.flatMap(parseObject)
    if (lines.length === 0 && text.trimStart().startsWith('{')) return longLine(given)
    if (objects.length === 0 || objects.length < filled.length * 0.5) return null
    const common = commonShape(objects, given)
    if (!common) return null
    const { shape, confidence } = common
    return {
      confidence: confidence * (0.5 + (0.5 * objects.length) / filled.length),
      saw: `One JSON object a line: ${describeShape(shape)}.`,
      ...toSettings(shape),
    }
  },

  read(source, reading, range, signal) {
    const shape = fromSettings(reading.settings, reading.mapping)
    return readRows(new RowReader(source, reading, range, new LineCutter()), signal, (rows) => toItem(rows, shape))
  },
}

/** The first line goes on beyond the sample, so that its beginning has to do. */
function longLine(given: Mapping = {}): Detection {
  const shape: Shape = { kind: 'own', mapping: given }
  return { confidence: 0.5, saw: `One JSON object a line: ${describeShape(shape)}.`, ...toSettings(shape) }
}

function toItem(rows: RowReader, shape: Shape): ReadItem {
  const end = trimEnd(rows.view, rows.start, rows.end)
  if (end - rows.start > SHORT && nesting(rows.view, rows.start, end) > MAX_DEPTH) return rows.bad('too_deep')
  const text = rows.text(rows.start, end)
  if (text === null) return rows.bad('invalid_encoding')
  return toRow(rows, text, shape)
}

/** The row that a JSON text makes, or why it makes none. */
export function toRow(rows: RowReader, text: string, shape: Shape): ReadItem {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return rows.bad('invalid_json')
  }
  const content = rowOf(value, shape)
  return typeof content === 'string' ? rows.bad(content) : { row: { position: rows.position, ...content } }
}

/** How deep brackets nest, strings aside. */
function nesting(view: Buffer, from: number, to: number): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = from; at < to; at++) {
    const byte = view[at]
    if (byte === 0x5c) at++
    else if (byte === 0x22) inString = !inString
    else if (inString) continue
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}

function parseObject(line: string): JsonObject[] {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? [value] : []
  } catch {
    return []
  }
}
