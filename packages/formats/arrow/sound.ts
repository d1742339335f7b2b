import type { Batch } from '@uwdata/flechette'
import { columnsRefused } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { FlatTable } from './flat-table.ts'

/** Rows that take no bytes at all, since all of them are empty. */
const MOST_EMPTY = 10_000_000
const MOST_DEPTH = 64
/** Types that have something of their own length: a time zone, and ids. */
const TIMESTAMP = 10
const UNION = 14

/**
 * Looks through a message before the library does, which believes whatever lengths stand in it.
 *
 * @throws UnprocessableFileError, or RangeError where something points outside
 */
export function checkMessage(message: FlatTable, limits: UnpackLimits): void {
  const header = message.table(2)
  if (header) checkHeader(header, message.at(1) === 0 ? 0 : message.view.getUint8(message.at(1)), limits)
}

/** The same for a footer, which holds a schema and where messages stand. */
export function checkFooter(footer: FlatTable, limits: UnpackLimits): void {
  const schema = footer.table(1)
  if (schema) checkHeader(schema, 1, limits)
  footer.tables(4)
}

function checkHeader(header: FlatTable, kind: number, limits: UnpackLimits): void {
  if (kind === 1) checkFields(header.tables(1), header, { left: limits.maxFields, limits }, 0)
  const batch = kind === 2 ? header.table(1) : kind === 3 ? header : null
  if (!batch) return
  const nodes = batch.vector(1, 16)
  for (let index = 0; index < nodes.count; index++) {
    const length = batch.view.getBigInt64(nodes.at + index * 16, true)
    if (length < 0) throw columnsRefused('damaged')
    // The library makes an array of them before any row is read.
    if (kind === 2 && length > limits.maxDictionaryEntries)
      throw columnsRefused('too_large', passed('maxDictionaryEntries', limits))
  }
  const buffers = batch.vector(2, 16).count
  const { at, count } = batch.vector(4, 8)
  for (let index = 0; index < count; index++) {
    const variadic = Number(batch.view.getBigInt64(at + index * 8, true))
    if (!(variadic >= 0 && variadic <= buffers)) throw columnsRefused('damaged')
  }
}

function checkFields(
  fields: readonly FlatTable[],
  holder: FlatTable,
  budget: { left: number; limits: UnpackLimits },
  depth: number,
): void {
  budget.left -= fields.length
  if (budget.left < 0) throw columnsRefused('too_large', passed('maxFields', budget.limits))
  if (depth > MOST_DEPTH) throw columnsRefused('damaged')
  holder.tables(depth === 0 ? 2 : 6)
  for (const field of fields) {
    field.vector(0, 1)
    const type = field.at(2) === 0 ? 0 : field.view.getUint8(field.at(2))
    if (type === TIMESTAMP || type === UNION) field.table(3)?.vector(1, type === UNION ? 4 : 1)
    checkFields(field.tables(5), field, budget, depth + 1)
  }
}

/**
 * Looks through a batch before its cells are read: lengths and offsets are taken from the file, and a broken one would
 * have the library make lists without an end. `bytes` is the size of all buffers.
 *
 * @throws UnprocessableFileError
 */
export function checkBatch(
  { length, offsets, sizes, values, children }: Batch<unknown>,
  bytes: number,
  limits: UnpackLimits,
): void {
  if (length > bytes * 8 + MOST_EMPTY) throw columnsRefused('damaged')
  const inner = (children as typeof children | undefined) ?? []
  const room = inner[0]?.length ?? values?.length ?? 0
  if (offsets && inner.length < 2) checkOffsets(offsets, sizes, { length, room, isList: inner.length > 0 }, limits)
  for (const child of inner) checkBatch(child, bytes, limits)
}

type Offsets = ArrayLike<number | bigint>

function checkOffsets(
  offsets: Offsets,
  sizes: Offsets | undefined,
  { length, room, isList }: { length: number; room: number; isList: boolean },
  limits: UnpackLimits,
): void {
  for (let row = 0; row < length; row++) {
    const start = Number(offsets[row])
    const size = sizes ? Number(sizes[row]) : Number(offsets[row + 1]) - start
    if (!(start >= 0 && size >= 0 && start + size <= room)) throw columnsRefused('damaged')
    if (isList && size > limits.maxListElements) throw columnsRefused('too_large', passed('maxListElements', limits))
  }
}
