import { stringify } from 'csv-stringify/sync'

// Every field is quoted, and what a spreadsheet would take for a formula gets an apostrophe before it.
const CSV = { quoted: true, escape_formulas: true, record_delimiter: 'windows' } as const

export type Cell = string | number | null | undefined

/** Rows of RFC 4180 that no spreadsheet runs. */
export const csvRows = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => row.map((cell) => String(cell ?? ''))),
    CSV,
  )
