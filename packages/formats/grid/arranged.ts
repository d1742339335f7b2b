import type { Json } from '@techdeck/contracts'
import { byConvention, CONVENTIONS, normalName } from '../columns/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { columnsRefused } from './columns.ts'
import { cellsOf, type GridRow, parseGridRow } from './row.ts'
import { GridWriter } from './writer.ts'

/** Rows that show how a sheet is laid out, in so many bytes. */
const SHOWN_ROWS = 60
const SHOWN_BYTES = 4 * 1024 * 1024
/** A header stands within so many rows. */
const TITLE_ROWS = 20
const LF = 10

/**
 * The rows of a sheet as a reader of tables takes them: tables that stand side by side come one below the other, and a
 * table whose first column names what stands in its rows is turned. All others pass as they are, without being held.
 *
 * @throws UnprocessableFileError where tables side by side are too large to be held
 */
export async function* arranged(content: AsyncIterable<Uint8Array>, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
  const held: Uint8Array[] = []
  const size = { bytes: 0, rows: 0 }
  let starts: number[] | null = null
  let isShown = false
  for await (const chunk of content) {
    if (isShown && !starts) {
      yield chunk
      continue
    }
    held.push(chunk)
    size.bytes += chunk.length
    if (isShown && size.bytes > limits.maxSideBySideBytes)
      throw columnsRefused('side_by_side', passed('maxSideBySideBytes', limits))
    if (isShown) continue
    for (const byte of chunk) if (byte === LF) size.rows++
    if (size.rows < SHOWN_ROWS && size.bytes < SHOWN_BYTES) continue
    isShown = true
    starts = blocksIn(rowsOf(held, SHOWN_ROWS))
    if (!starts) yield* held.splice(0)
  }
  if (held.length === 0) return
  const rows = rowsOf(held)
  starts ??= isShown ? null : blocksIn(rows)
  if (starts) yield* written((grid) => oneBelowTheOther(rows, starts, grid))
  else if (!isShown && areTurned(rows)) yield* written((grid) => turned(rows, grid))
  else yield* held
}

function rowsOf(held: readonly Uint8Array[], most = Infinity): GridRow[] {
  const rows: GridRow[] = []
  for (const line of Buffer.concat(held).toString().split('\n')) {
    const row = parseGridRow(line)
    if (row) rows.push(row)
    if (rows.length >= most) break
  }
  return rows
}

function* written(write: (grid: GridWriter) => void): Generator<Uint8Array> {
  const grid = new GridWriter()
  write(grid)
  const all = grid.take(true)
  if (all) yield all
}

/** Where each of several tables begins whose header, with a speaker and a text, stands in one row again and again. */
function blocksIn(rows: readonly GridRow[]): number[] | null {
  for (const { values } of rows.slice(0, TITLE_ROWS)) {
    const cells = cellsOf(values)
    const at = cells.flatMap((cell, column) => (cell.trim() === '' ? [] : [column]))
    const names = at.map((column) => normalName(cells[column] ?? ''))
    for (let width = 2; width * 2 <= names.length; width++) {
      const first = names.slice(0, width)
      if (names.length % width !== 0 || !names.every((name, place) => name === first[place % width])) continue
      if (areNames(first)) return at.filter((_, place) => place % width === 0).with(0, 0)
    }
  }
  return null
}

/** Who speaks and what is said stand among them. */
const areNames = (cells: readonly string[]): boolean =>
  [CONVENTIONS.speaker, CONVENTIONS.text].every((known) => byConvention(cells, known) !== undefined)

function oneBelowTheOther(rows: readonly GridRow[], starts: readonly number[], grid: GridWriter): void {
  for (const [block, start] of starts.entries())
    for (const { number, values } of rows) put(grid, number, values.slice(start, starts[block + 1]))
}

/** The first column names what rows hold, who speaks and what among it, and the first row names nothing. */
function areTurned(rows: readonly GridRow[]): boolean {
  const names = rows.map(({ values: [name] }) => (typeof name === 'string' ? name : ''))
  const width = Math.max(0, ...rows.map(({ values }) => values.length))
  return (
    rows.length >= 2 &&
    rows.length <= 20 &&
    width >= 4 &&
    new Set(names).size === rows.length &&
    names.every((name) => name.trim() !== '' && name.length <= 40) &&
    areNames(names) &&
    !areNames(cellsOf(rows[0]?.values ?? []))
  )
}

/** Columns as rows, by their numbers. */
function turned(rows: readonly GridRow[], grid: GridWriter): void {
  const width = Math.max(...rows.map(({ values }) => values.length))
  for (let column = 0; column < width; column++)
    put(
      grid,
      column + 1,
      rows.map(({ values }) => values[column] ?? null),
    )
}

function put(grid: GridWriter, number: number, values: readonly Json[]): void {
  if (values.every((value) => value === null || value === '')) return
  grid.row(number)
  for (const [column, value] of values.entries()) if (value !== null) grid.cell(column, value)
  grid.endRow()
}
