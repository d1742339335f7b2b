import { UnprocessableFileError } from '@techdeck/core'
import { head } from './sources.ts'
import type { ByteSource, Mark } from './types.ts'

const FIELDS = 4
/** Bytes that one encoded mark takes. */
export const MARK_BYTES = FIELDS * Float64Array.BYTES_PER_ELEMENT

/** Marks as fixed-width records of four little-endian doubles, so that one can be read without the others. */
export function encodeMarks(marks: readonly Mark[]): Uint8Array {
  const bytes = new Uint8Array(marks.length * MARK_BYTES)
  const view = new DataView(bytes.buffer)
  marks.forEach((mark, index) => {
    const fields = [mark.byteOffset, mark.line, mark.row, mark.state]
    fields.forEach((field, at) => view.setFloat64(index * MARK_BYTES + at * 8, field, true))
  })
  return bytes
}

/** How many marks an encoded list holds. */
export const markCount = (source: ByteSource): number => Math.floor(source.size / MARK_BYTES)

/** Reads mark `index` alone, by a range read of 32 bytes. @throws RangeError when there is no such mark */
export async function readMark(source: ByteSource, index: number): Promise<Mark> {
  if (!Number.isInteger(index) || index < 0 || index >= markCount(source))
    throw new RangeError(`There is no mark ${index}.`)
  const bytes = await head(source, MARK_BYTES, index * MARK_BYTES)
  if (bytes.length < MARK_BYTES)
    throw new UnprocessableFileError('The list of marks ends early.', { details: { reason: 'marks_cut', index } })
  const [byteOffset, line, row, state] = [0, 8, 16, 24].map((at) => bytes.readDoubleLE(at)) as [
    number,
    number,
    number,
    number,
  ]
  return { byteOffset, line, row, state }
}
