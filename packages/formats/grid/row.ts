import type { Json } from '@techdeck/contracts'

export interface GridRow {
  /** Number of the row where it came from. */
  number: number
  values: Json[]
}

/** A line of a grid; `null` when it is none. */
export function parseGridRow(line: string): GridRow | null {
  try {
    const row = JSON.parse(line) as Json
    if (!Array.isArray(row) || typeof row[0] !== 'number') return null
    const [number, ...values] = row
    return { number, values }
  } catch {
    return null
  }
}

/** Cells as text, for those who go by what is written. */
export const cellsOf = (values: readonly Json[], into: string[] = []): string[] => {
  into.length = values.length
  values.forEach((value, index) => {
    into[index] = textOf(value)
  })
  return into
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
