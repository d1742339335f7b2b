import type { UnpackLimits, UnprocessableFileError } from '@techdeck/core'
import type { Json, JsonObject } from '@techdeck/contracts'
import { passed, type Passed, refused } from '../refused.ts'
import type { ByteSource } from '../types.ts'
import type { GridWriter } from './writer.ts'

const REASONS = {
  damaged: ['The file is damaged or cut off.', 'Write it again, or export the table as CSV or JSON lines.'],
  too_large: [
    'A part of the table that has to be read at once is too large.',
    'Write it again with smaller row groups or batches, such as 100,000 rows.',
  ],
  expansion_limit: [
    'A few bytes of the file stand for more values than can be looked at.',
    'Write it again, or export the table as CSV or JSON lines.',
  ],
  too_wide: ['The table has too many columns.', 'Export the columns that hold what was said.'],
  side_by_side: [
    'Tables stand side by side in a sheet that is too large to take them apart.',
    'Put each of them into a sheet of its own.',
  ],
  encrypted: ['The file is encrypted.', 'Write it again without encryption.'],
  unknown_packing: ['The file is compressed in a way that is not read here.', 'Write it again with zstd or snappy.'],
} as const

/** Why a column store cannot be read, and what its owner can do. Libraries' own words may quote cells. */
export const columnsRefused = (reason: keyof typeof REASONS, limit?: Passed): UnprocessableFileError =>
  refused(reason, REASONS[reason], limit)

/** Bytes `[start, end)` of a source, together. @throws UnprocessableFileError when the file ends before */
export async function bytesBetween(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  if (start < 0 || end < start || end > source.size) throw columnsRefused('damaged')
  const bytes = new Uint8Array(end - start)
  let at = 0
  for await (const chunk of source.read(start, end)) {
    if (at + chunk.length > bytes.length) throw columnsRefused('damaged')
    bytes.set(chunk, at)
    at += chunk.length
  }
  if (at < bytes.length) throw columnsRefused('damaged')
  return bytes
}

/**
 * Writes a row; cells of a dictionary may stand for far more than the file has.
 *
 * @throws UnprocessableFileError when it is too large to be held
 */
export function putCells(grid: GridWriter, row: number, cells: readonly unknown[], limits: UnpackLimits): void {
  const room = { left: limits.maxCellsChars, limits }
  grid.row(row)
  for (const [at, cell] of cells.entries()) {
    const value = jsonOf(cell)
    weigh(value, room)
    grid.cell(at, value)
  }
  grid.endRow()
}

function weigh(value: Json, room: { left: number; limits: UnpackLimits }): void {
  room.left -= typeof value === 'string' ? value.length : 1
  if (room.left < 0) throw columnsRefused('too_large', passed('maxCellsChars', room.limits))
  if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) weigh(one, room)
}

/** A value as JSON has it: whole numbers beyond what a double holds as text, times in ISO 8601, bytes not at all. */
export function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value instanceof Map) return objectOf(value)
  if (ArrayBuffer.isView(value))
    return value instanceof Uint8Array ? null : Array.from(value as unknown as ArrayLike<number | bigint>, jsonOf)
  if (typeof value !== 'object') return null
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, jsonOf)
  return objectOf(Object.entries(value))
}

function objectOf(entries: Iterable<[unknown, unknown]>): JsonObject {
  const object: JsonObject = {}
  for (const [name, value] of entries) {
    const key = typeof name === 'string' ? name : JSON.stringify(jsonOf(name))
    Object.defineProperty(object, key, { value: jsonOf(value), enumerable: true, configurable: true, writable: true })
  }
  return object
}
