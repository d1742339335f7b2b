/** A row of a sample: cells in the order of the names; a missing cell is empty. */
export type Cells = readonly string[]

/** What the cells of a column look like. */
export interface Column {
  name: string
  index: number
  filled: number
  distinct: Map<string, number>
  /** Mean length of the filled cells. */
  length: number
  /** Mean number of spaces of the filled cells. */
  spaces: number
  numeric: number
  /** Share of the filled cells that hold a digit and no space. */
  digits: number
  /** How often a cell equals the one above it. */
  repeats: number
}

export function profile(names: readonly string[], rows: readonly Cells[]): Column[] {
  return names.map((name, index) => {
    const cells = rows.map((row) => (row[index] ?? '').trim())
    const filled = cells.filter((cell) => cell !== '')
    const distinct = new Map<string, number>()
    for (const cell of filled) distinct.set(cell, (distinct.get(cell) ?? 0) + 1)
    const mean = (of: (cell: string) => number) =>
      filled.reduce((sum, cell) => sum + of(cell), 0) / Math.max(filled.length, 1)
    return {
      name,
      index,
      filled: filled.length,
      distinct,
      length: mean((cell) => cell.length),
      spaces: mean((cell) => cell.split(' ').length - 1),
      numeric: mean((cell) => (Number.isNaN(Number(cell.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'))) ? 0 : 1)),
      digits: mean((cell) => (/\d/.test(cell) && !cell.includes(' ') ? 1 : 0)),
      repeats: filled.filter((cell, row) => row > 0 && cell === filled[row - 1]).length,
    }
  })
}
