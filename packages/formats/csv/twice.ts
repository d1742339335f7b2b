/**
 * Cells of rows that were quoted once more as a whole: `"1,client,""a, b"""` is the row `1,client,"a, b"`. Programs do
 * that to tables that were pasted into one column.
 */
export function innerCells(row: string, delimiter: string): string[] {
  const cells: string[] = []
  for (let at = 0; ;) {
    const quoted = row[at] === '"'
    let end = at
    if (quoted) {
      for (end = row.indexOf('"', at + 1); end !== -1 && row[end + 1] === '"'; end = row.indexOf('"', end + 2));
      if (end === -1) end = row.length
    }
    const next = row.indexOf(delimiter, quoted ? end + 1 : at)
    const stop = next === -1 ? row.length : next
    const cell = quoted ? row.slice(at + 1, end).replaceAll('""', '"') + row.slice(end + 1, stop) : row.slice(at, stop)
    cells.push(cell)
    if (next === -1) return cells
    at = next + delimiter.length
  }
}

/** The delimiter by which the only filled cells of rows are rows themselves, all as wide as the first; `null` for others. */
export function innerDelimiter(rows: readonly (readonly string[])[], delimiters: readonly string[]): string | null {
  if (rows.length < 3 || rows.some(([, ...rest]) => rest.some((cell) => cell.trim() !== ''))) return null
  const filled = rows.map(([line = '']) => line)
  if (!filled.some((line) => line.includes('"'))) return null
  return (
    delimiters.find((delimiter) => {
      const width = innerCells(filled[0], delimiter).length
      return width > 1 && filled.every((line) => innerCells(line, delimiter).length === width)
    }) ?? null
  )
}
