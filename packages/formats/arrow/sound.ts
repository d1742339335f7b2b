import type { Batch } from '@uwdata/flechette'
import { columnsRefused } from '../grid/index.ts'

/** Elements of a list in one row. */
const MOST_ELEMENTS = 1_000_000
/** Rows that take no bytes at all, since all of them are empty. */
const MOST_EMPTY = 10_000_000

/**
 * Looks through a batch before its cells are read: lengths and offsets are taken from the file, and a broken one would
 * have the library make lists without an end. `bytes` is the size of all buffers. @throws UnprocessableFileError
 */
export function checkBatch({ length, offsets, sizes, values, children }: Batch<unknown>, bytes: number): void {
  if (length > bytes * 8 + MOST_EMPTY) throw columnsRefused('damaged')
  const [child] = children
  const room = child?.length ?? values?.length ?? 0
  if (offsets && (child === undefined || children.length === 1))
    checkOffsets(offsets, sizes, length, room, child !== undefined)
  for (const inner of children) checkBatch(inner, bytes)
}

type Offsets = ArrayLike<number | bigint>

function checkOffsets(
  offsets: Offsets,
  sizes: Offsets | undefined,
  length: number,
  room: number,
  isList: boolean,
): void {
  for (let row = 0; row < length; row++) {
    const start = Number(offsets[row])
    const size = sizes ? Number(sizes[row]) : Number(offsets[row + 1]) - start
    if (!(start >= 0 && size >= 0 && start + size <= room)) throw columnsRefused('damaged')
    if (isList && size > MOST_ELEMENTS) throw columnsRefused('too_large')
  }
}
