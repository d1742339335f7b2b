import stringWidth from 'string-width'
import { formatCount } from '@techdeck/client/figures'
import { printable } from './format.ts'

/** A number is written with thousands' separators and set right; text is set left. */
export type Cell = string | number | null | undefined

/**
 * Lines of a table with aligned columns, the header first. Cells are {@link printable}; an empty one shows as `–`.
 * Columns of numbers, also of those written as text like `12 %`, are set right.
 */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[], indent = '  '): string[] {
  const texts = rows.map((row) => header.map((_, column) => textOf(row[column])))
  const widths = header.map((title, column) =>
    Math.max(stringWidth(title), ...texts.map((row) => stringWidth(row[column] ?? ''))),
  )
  const isRight = header.map((_, column) => rows.length > 0 && texts.every((row) => isNumeric(row[column] ?? '')))
  return [header, ...texts].map((row) => {
    const cells = row.map((text, column) => {
      const space = ' '.repeat((widths[column] ?? 0) - stringWidth(text))
      return isRight[column] ? space + text : text + space
    })
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

function textOf(cell: Cell): string {
  if (typeof cell === 'number') return formatCount(cell)
  return cell === null || cell === undefined || cell === '' ? '–' : printable(cell)
}

const isNumeric = (text: string): boolean => text === '–' || /^[-+]?[\d,.]+( ?(%|ms|s|B|kB|MB|GB|TB))?$/.test(text)
