import type { Json } from '@techdeck/contracts'
import { columnsRefused, gridFormat, GridWriter, putCells } from '../grid/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Format, Member, UnpackLimits } from '../types.ts'
import { elementsOf } from './elements.ts'
import { findTable, type JsonTable } from './table.ts'

/** Bytes of a document's beginning. */
const HEAD_BYTES = 64 * 1024

/**
 * JSON that is a table: lists of cells, with the names of their columns in a member beside them or without names, and
 * columns one after the other, as pandas writes them. They are read as a table of rows; the number of a row is its place.
 */
export const jsonTable: Format = gridFormat('json-table', {
  detect: async (beginning, source) => (await findTable(beginning, source)) !== null,

  async *convert(source, limits, signal): AsyncGenerator<Member> {
    const table = await findTable(await head(source, HEAD_BYTES), source)
    if (!table) throw columnsRefused('damaged')
    yield { path: '', content: gridOf(source, table, limits, signal) }
  },
})

async function* gridOf(
  source: ByteSource,
  table: JsonTable,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const grid = new GridWriter()
  const names = table.kind === 'columns' ? table.columns.map(({ name }) => name) : table.names
  if (names) putCells(grid, 0, names, limits)
  let number = 0
  for await (const cells of table.kind === 'columns' ? rowsOf(source, table) : listsOf(source, table)) {
    signal.throwIfAborted()
    putCells(grid, ++number, cells, limits)
    const ready = grid.take()
    if (ready) yield ready
  }
  const rest = grid.take(true)
  if (rest) yield rest
}

/** What is no list stays in its place, as a row of nothing that can be read. */
async function* listsOf(
  source: ByteSource,
  { start, end }: Extract<JsonTable, { kind: 'rows' }>,
): AsyncGenerator<Json[]> {
  for await (const row of elementsOf(source, 'list', start, end)) yield Array.isArray(row) ? row : [row ?? null]
}

/** All columns at once, each read on from where it stands. */
async function* rowsOf(
  source: ByteSource,
  { columns }: Extract<JsonTable, { kind: 'columns' }>,
): AsyncGenerator<Json[]> {
  const cells = columns.map(({ start, end }) => elementsOf(source, 'members', start, end))
  try {
    for (;;) {
      const next = await Promise.all(cells.map((column) => column.next()))
      if (next.every(({ done }) => done)) return
      yield next.map(({ value }) => value ?? null)
    }
  } finally {
    await Promise.all(cells.map((column) => column.return(undefined)))
  }
}
