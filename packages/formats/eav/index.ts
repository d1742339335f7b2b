import type { UnprocessableFileError } from '@techdeck/core'
import { CsvCutter } from '../csv/cutter.ts'
import { fieldsOf } from '../csv/fields.ts'
import { columnsRefused, gridFormat, GridWriter, putCells } from '../grid/index.ts'
import { HashSet } from '../inspect/hash-set.ts'
import { passed, type Passed, refused } from '../refused.ts'
import { rowLimit, RowReader } from '../rows/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { layoutOf, type LongLayout } from './layout.ts'
import { RecordRows } from './record-rows.ts'

const HEAD_BYTES = 64 * 1024
/** Rows within one record, or before the first, that are no fields. */
const MOST_UNFIT = 10_000
const CONVERSATION = 'conversation_id'
/** Whatever it is called there: a record's number is no name of who speaks. */
const RECORD = 'record_id'

/**
 * Long tables, a field a row (`record, event, field_name, value`), as REDCap exports them. Rows of one record become rows
 * with a column a field; a row's number is the line on which its first field stands.
 */
export const eav = gridFormat('eav', {
  detect: (beginning, source) => beginning.includes(0x0a) && layoutIn(beginning, source) !== null,

  async *convert(source, limits, signal) {
    const layout = layoutIn(await head(source, HEAD_BYTES), source)
    if (!layout) throw scattered()
    yield { path: '', content: gridOf(source, layout, limits, signal) }
  },
})

const layoutIn = (beginning: Uint8Array, source: ByteSource): LongLayout | null =>
  layoutOf(beginning.subarray(0, HEAD_BYTES), source.size <= Math.min(beginning.length, HEAD_BYTES))

async function* gridOf(
  source: ByteSource,
  layout: LongLayout,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { fields, apart } = await survey(source, layout, limits, signal)
  const [, ...names] = layout.keys.map((at) => layout.columns[at] ?? '')
  const grid = new GridWriter()
  putCells(grid, 0, [CONVERSATION, RECORD, ...names, ...fields], limits)
  const records = new Map<string, RecordRows>()
  let unfit: { line: number; cell: string }[] = []
  let at = 2
  const put = (line: number, cells: (string | null)[]): void => {
    grid.skip(line - at)
    putCells(grid, line, cells, limits)
    at = Math.max(line, at) + 1
  }
  const end = (): void => {
    for (const record of records.values())
      for (const { line, keys, cells } of record.rows())
        put(line, [record.conversation(keys), ...keys, ...fields.map((field) => cells.get(field) ?? null)])
    records.clear()
    // A row that says nothing, so that it is set aside.
    for (const { line, cell } of unfit) put(line, [cell])
    unfit = []
  }
  for await (const { line, cells } of cellsOf(source, layout, signal)) {
    if (line === 1) continue
    if (cells === null || isUnfit(cells, layout)) {
      unfit.push({ line, cell: (cells ?? []).join(' ') || '?' })
      if (unfit.length >= MOST_UNFIT) throw scattered()
      continue
    }
    const id = cells[layout.keys[0]] ?? ''
    if (!apart && !records.has(id)) end()
    const record = records.get(id) ?? new RecordRows(id, layout, limits)
    records.set(id, record)
    record.add(line, cells)
    const ready = grid.take()
    if (ready) yield ready
  }
  end()
  const rest = grid.take(true)
  if (rest) yield rest
}

/** The fields that the table names, and whether the rows of a record lie apart: then all are held at once. */
async function survey(
  source: ByteSource,
  layout: LongLayout,
  limits: UnpackLimits,
  signal: AbortSignal,
): Promise<{ fields: string[]; apart: boolean }> {
  const fields = new Set<string>()
  const seen = new HashSet()
  let last: string | undefined
  let apart = false
  for await (const { line, cells } of cellsOf(source, layout, signal)) {
    if (line === 1 || cells === null || isUnfit(cells, layout)) continue
    fields.add((cells[layout.field] ?? '').trim())
    if (fields.size > limits.maxColumns) throw columnsRefused('too_wide', passed('maxColumns', limits))
    const id = cells[layout.keys[0]] ?? ''
    if (id !== last) apart ||= !seen.add(id)
    last = id
  }
  if (apart && source.size > limits.maxApartBytes) throw scattered(passed('maxApartBytes', limits))
  return { fields: [...fields].filter((name) => name !== ''), apart }
}

const isUnfit = (cells: readonly string[], { field, value, keys }: LongLayout): boolean =>
  cells.length <= Math.max(field, value, ...keys)

/** The cells of each row with the line on which it begins; `null` for a row that cannot be read. */
async function* cellsOf(
  source: ByteSource,
  { reading, dialect }: LongLayout,
  signal: AbortSignal,
): AsyncGenerator<{ line: number; cells: readonly string[] | null }> {
  const cutter = new CsvCutter(dialect, rowLimit(reading))
  const start = { byteOffset: reading.bom, line: 1, row: 1, state: 0 }
  const rows = new RowReader(source, reading, { file: 0, start, end: source.size }, cutter)
  try {
    for (;;) {
      signal.throwIfAborted()
      const step = rows.step()
      if (step === 'done') return
      if (step === 'more') await rows.fill()
      else yield { line: rows.position.line, cells: rows.problem ? null : fieldsOf(rows, cutter) }
    }
  } finally {
    await rows.close()
  }
}

const scattered = (limit?: Passed): UnprocessableFileError =>
  refused(
    'scattered_records',
    [
      'The rows of a record lie apart.',
      'Each row holds one field of a record. Sort the table by record, or export it with a column a field (in REDCap: CSV, raw data).',
    ],
    limit,
  )
