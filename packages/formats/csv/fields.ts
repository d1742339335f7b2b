import type { TextEncoding } from '../encoding/index.ts'
import type { CsvCutter } from './cutter.ts'

/** A row under a cutter: its place in the view, and its text. */
export interface CutRow {
  readonly view: Buffer
  readonly start: number
  readonly end: number
  readonly encoding: TextEncoding
  text(from?: number, to?: number): string | null
}

/**
 * The fields of the row that was just cut; `null` when one is not valid in the file's encoding. Who gives an array `into`
 * which they may be put is done with them before the next row is cut.
 */
export function fieldsOf(row: CutRow, cutter: CsvCutter, into?: string[]): string[] | null {
  if (cutter.values) return into ? cutter.values : [...cutter.values]
  return decoded(row, cutter, into ?? [])
}

function decoded(row: CutRow, cutter: CsvCutter, into: string[]): string[] | null {
  const whole = row.text()
  if (whole === null) return null
  const { fields, bounds, escaped } = cutter
  into.length = fields
  if (whole.length === row.end - row.start) {
    // As long in characters as in units: fields stand in the text where they stand in the view.
    for (let field = 0; field < fields; field++) into[field] = whole.slice(bounds[field * 2], bounds[field * 2 + 1])
  } else if (row.encoding.name === 'utf-8') sliceUtf8(row, whole, cutter, into)
  else
    for (let field = 0; field < fields; field++)
      into[field] = row.text(row.start + bounds[field * 2], row.start + bounds[field * 2 + 1]) ?? ''
  for (let field = 0; field < fields; field++)
    if (escaped[field] === 1) into[field] = into[field].replaceAll(cutter.doubled, cutter.doubled.slice(1))
  if (cutter.unescapes) for (let field = 0; field < fields; field++) into[field] = unescaped(into[field])
  return into
}

/** `\"`, `\\` and line ends as databases write them; `\N` is a cell without a value. */
const unescaped = (value: string): string =>
  value === '\\N'
    ? ''
    : value.includes('\\')
      ? value.replace(/\\([\s\S])/g, (_, sign: string) => ESCAPES[sign] ?? sign)
      : value

const ESCAPES: { readonly [sign: string]: string } = { n: '\n', r: '\r', t: '\t', '0': '', Z: '' }

/** Slices the decoded row, counting along its bytes: one call to decode is cheaper than one for each field. */
function sliceUtf8({ view, start }: CutRow, whole: string, { fields, bounds }: CsvCutter, into: string[]): void {
  let at = start
  let units = 0
  for (let field = 0; field < fields; field++) {
    let from = 0
    for (let bound = 0; bound < 2; bound++) {
      const stop = start + bounds[field * 2 + bound]
      for (; at < stop; at++) {
        const byte = view[at]
        if (byte < 0x80 || byte >= 0xc0) units += byte >= 0xf0 ? 2 : 1
      }
      if (bound === 0) from = units
    }
    into[field] = whole.slice(from, units)
  }
}
