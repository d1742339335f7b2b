import { TableRows } from '../csv/index.ts'
import { LineCutter, readRows, RowReader, trimEnd } from '../rows/index.ts'
import type { BadRow, BadRowReason, Conversion, Format, MemberProblem } from '../types.ts'
import { detectGrid } from './detect.ts'
import { cellsOf, parseGridRow } from './row.ts'

export { arranged } from './arranged.ts'
export { CarriedCells } from './carried.ts'
export { bytesBetween, columnsRefused, jsonOf, putCells } from './columns.ts'
export { GridWriter } from './writer.ts'

/**
 * The reader of a format that is converted to a grid: rows of cells, see {@link GridWriter}. It means the same by its
 * columns as csv; numbers and truth values stay what they are. The line of a position is the row of the sheet.
 */
export function gridFormat(name: string, conversion: Conversion): Format {
  return {
    name,
    conversion,
    detect: detectGrid,

    read(source, reading, range, signal) {
      const table = new TableRows(reading, range.start)
      const width = (reading.settings['columns'] as string[]).length
      const cells: string[] = []
      return readRows(new GridRows(source, reading, range, new LineCutter()), signal, (rows) => {
        const { view, start, end } = rows
        const text = rows.text(start, trimEnd(view, start, end))
        const row = text === null ? null : parseGridRow(text)
        if (!row) return rows.bad('invalid_json')
        rows.position.line = row.number
        // Nobody fills in the cells behind the last one that says something.
        for (cellsOf(row.values, cells); cells.length < width;) cells.push('')
        return table.item(cells, rows, row.values)
      })
    },
  }
}

class GridRows extends RowReader<LineCutter> {
  override bad(reason: BadRowReason): { bad: BadRow } {
    const item = super.bad(reason)
    const number = /^\[(\d+)/.exec(item.bad.excerpt)?.[1]
    if (number !== undefined) item.bad.position.line = Number(number)
    return item
  }
}

/** What is said of cells whose formula has no saved result. */
export const uncalculatedProblems = (count: number): MemberProblem[] =>
  count === 0
    ? []
    : [
        {
          code: 'formula_without_value',
          message:
            'Cells hold formulas whose results were never saved; they are read as empty. Open the workbook in a spreadsheet program, save it, and upload it again.',
          count,
        },
      ]
