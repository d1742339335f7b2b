import type { CsvCutter } from './cutter.ts'

/** A row under a cutter: its place in the view, and its text. */
export interface CutRow {
  readonly start: number
  readonly end: number
  text(from?: number, to?: number): string | null
}

/** The fields of the row that was just cut; `null` when one is not valid in the file's encoding. */
export function fieldsOf(row: CutRow, cutter: CsvCutter, into: string[] = []): string[] | null {
  const whole = row.text()
  if (whole === null) return null
  // As long in characters as in bytes: then the fields stand in the text where they stand in the bytes.
  const aligned = whole.length === row.end - row.start
  into.length = cutter.fields
  for (let field = 0; field < cutter.fields; field++) {
    const from = cutter.bounds[field * 2] as number
    const to = cutter.bounds[field * 2 + 1] as number
    const value = aligned ? whole.slice(from, to) : (row.text(row.start + from, row.start + to) ?? '')
    into[field] = cutter.escaped[field] === 1 ? value.replaceAll('""', '"') : value
  }
  return into
}
