import type { Json, JsonObject } from '@techdeck/contracts'
import {
  commonShape,
  describeShape,
  fromSettings,
  nestingOf,
  rowReader,
  type Shape,
  toSettings,
  type ToRow,
  waysIn,
} from '../objects/index.ts'
import { parseLoosely } from '../loose-json.ts'
import { isObject, withLists } from '../turns/index.ts'
import { LineCutter, readRows, RowReader, trimEnd } from '../rows/index.ts'
import type { Detection, Format, Mapping, ReadItem, Sample } from '../types.ts'

const SAMPLE_LINES = 200
/** Lines below this cannot nest deep enough to cost much memory. */
const SHORT = 64 * 1024

/** One JSON object a line. Blank lines are skipped; a line that cannot be read is bad and the next one is read. */
export const jsonl: Format = {
  name: 'jsonl',

  detect(sample) {
    const { text, given } = sample
    const filled = filledLines(sample)
    const objects = filled.flatMap(parseObject)
    // The first line goes on beyond the sample, so that its beginning has to do.
    if (filled.length === 0 && text.trimStart().startsWith('{')) return ownShapes(0.5, given)
    const broken = objects.length < filled.length * 0.5
    if (broken && !beginLikeLines(filled)) return null
    const common = objects.length > 0 ? commonShape(objects, given) : null
    if (!common) return broken ? ownShapes(0.75, given) : null
    const { shape, confidence } = common
    const { settings, mapping } = toSettings(shape)
    return {
      confidence: confidence * Math.max(0.75, 0.5 + (0.5 * objects.length) / filled.length),
      saw: `One JSON object a line: ${describeShape(shape)}.`,
      settings: { ...settings, columns: waysIn(objects) },
      mapping,
    }
  },

  read(source, reading, range, signal) {
    const maxNesting = nestingOf(reading.settings)
    const toContent = rowReader(fromSettings(reading.settings, reading.mapping), maxNesting)
    return readRows(new RowReader(source, reading, range, new LineCutter()), signal, (rows) =>
      toItem(rows, toContent, maxNesting),
    )
  },
}

/** The first lines of a sample that lie wholly within it, blank ones aside. */
export function filledLines({ text, complete }: Sample): string[] {
  const lines = text.split('\n')
  if (!complete) lines.pop()
  return lines.filter((line) => line.trim() !== '').slice(0, SAMPLE_LINES)
}

/**
 * Whether lines begin as JSON lines do, also where they are cut at their end: at least half of them begin with an
 * object where no JSON document goes on with one, or with a broken one that has the first field of the first line.
 */
export function beginLikeLines(lines: readonly string[]): boolean {
  const field = firstField(lines[0] ?? '')
  const begun = lines.filter((line, index) => {
    const own = firstField(line)
    if (own === undefined || index === 0) return false
    return !GOES_ON.test(lines[index - 1]) || (own === field && parseObject(line.replace(/,\s*$/, '')).length === 0)
  })
  return field !== undefined && begun.length > 0 && begun.length + 1 >= lines.length * 0.5
}

/** Name of the first field of an object that begins a line, as far as it is there. */
const firstField = (line: string): string | undefined => /^\s*\{\s*"([^"]{0,200})/.exec(line)?.[1]
/** A line end after which an element of a document may begin. */
const GOES_ON = /[,[:]\s*$/

/** For a file whose first lines cannot tell: each object shows its shape. */
function ownShapes(confidence: number, given: Mapping = {}): Detection {
  const shape: Shape = { kind: 'own', mapping: given }
  return { confidence, saw: `One JSON object a line: ${describeShape(shape)}.`, ...toSettings(shape) }
}

function toItem(rows: RowReader, toContent: ToRow, maxNesting: number): ReadItem {
  const end = trimEnd(rows.view, rows.start, rows.end)
  if (end - rows.start > SHORT && nesting(rows.view, rows.start, end) > maxNesting) return rows.bad('too_deep')
  const text = rows.text(rows.start, end)
  if (text === null) return rows.bad('invalid_encoding')
  return toRow(rows, text, toContent)
}

/** The row that a JSON text makes, or why it makes none. */
export function toRow(rows: RowReader, text: string, toContent: ToRow): ReadItem {
  let value: unknown
  try {
    value = parseLoosely(text)
  } catch {
    return rows.bad('invalid_json')
  }
  const content = toContent(value)
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
    const object = toObject(parseLoosely(line))
    return object ? [object] : []
  } catch {
    return []
  }
}

/** An object; a list is the turns of one. `null` for anything else. */
export const toObject = (value: unknown): JsonObject | null =>
  isObject(value) ? withLists(value) : Array.isArray(value) ? { turns: value as Json[] } : null
