import type { JsonObject } from '@techdeck/contracts'
import { textEncoding } from '../encoding/index.ts'
import { toRow } from '../jsonl/index.ts'
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
    if (first !== '{') return null
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
  let first: { start: number; line: number } | null = null
  for (const row of sampleRows(rest, new ElementCutter(surrounding, -1, surrounding === 'wrapper'), SAMPLE_ELEMENTS)) {
    first ??= { start: row.start, line: row.line }
    indents.add(indentAt(row.view, row.start))
    const value = parse(row.text())
    if (isObject(value)) objects.push(value)
  }
  const common = commonShape(objects)
  if (!first || !common) return null
  const line = first.line + countLineEnds(sample.text.slice(0, from))
  return {
    confidence: common.confidence * (surrounding === 'sequence' ? 0.85 : 1),
    saw: `${SURROUNDINGS[surrounding]} ${describeShape(common.shape)}.`,
    settings: {
      ...toSettings(common.shape).settings,
      surrounding,
      indent: indents.size === 1 ? ([...indents][0] as number) : -1,
      dataStart: (from + first.start) * unit,
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
