import type { FileMetaData } from 'hyparquet'
import { ExpansionError } from '../compression/limits.ts'
import { bytesBetween, columnsRefused, GridWriter, putCells } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { ByteSource, Member, UnpackLimits } from '../types.ts'
import { checkThrift } from './thrift.ts'

/**
 * Values that are looked at in one file, each as often as that is, beyond `maxWork`. Conversations take far less; a few bytes that stand for millions of equal values, or of nulls, would take any time.
 */
const MOST_WORK_A_BYTE = 16

/** The rows of a Parquet file as a grid; the number of a row is its place among the rows, from 1. */
export async function* convertParquet(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  yield { path: '', content: gridOf(source, limits, signal) }
}

async function* gridOf(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const [{ parquetRead, parquetSchema }, { checkGroup }] = await Promise.all([
    import('hyparquet'),
    import('./pages.ts'),
  ])
  const footer = await metadataOf(source, limits)
  if (footer.schema.length > limits.maxFields) throw columnsRefused('too_large', passed('maxFields', limits))
  const schema = await guarded(() => parquetSchema(footer))
  const columns = schema.children.map(({ element }) => element.name)
  const file = { byteLength: source.size, slice: sliceOf(source) }
  const grid = new GridWriter()
  putCells(grid, 0, columns, limits)
  let [first, packed, unpacked, work] = [0, 0, 0, 0]
  for (const unchecked of footer.row_groups) {
    signal.throwIfAborted()
    const checked = await guarded(() =>
      checkGroup(unchecked, schema, (start, end) => bytesBetween(source, start, end), limits),
    )
    const { rows, step, compressors } = checked
    packed += checked.packed
    unpacked += checked.unpacked
    if (unpacked > Math.max(limits.floor, Math.min(packed, source.size) * limits.maxRatio))
      throw new ExpansionError('maxRatio', limits.maxRatio)
    work += checked.work
    if (work > limits.maxWork + source.size * MOST_WORK_A_BYTE)
      throw columnsRefused('expansion_limit', passed('maxWork', limits))
    const metadata = { ...footer, row_groups: [checked.group] }
    for (let rowStart = 0; rowStart < rows; rowStart += step) {
      signal.throwIfAborted()
      const rowEnd = Math.min(rowStart + step, rows)
      let slice: unknown[][] = []
      const onComplete = (read: unknown[][]) => void (slice = read)
      await guarded(() => parquetRead({ file, metadata, compressors, columns, rowStart, rowEnd, onComplete }))
      for (const [at, cells] of slice.entries()) {
        putCells(grid, first + rowStart + at + 1, cells, limits)
        // Cells of a dictionary are written as often as they are used.
        const ready = grid.take()
        if (ready) yield ready
      }
    }
    first += rows
  }
  const rest = grid.take(true)
  if (rest) yield rest
}

async function metadataOf(source: ByteSource, limits: UnpackLimits): Promise<FileMetaData> {
  const { parquetMetadata } = await import('hyparquet')
  if (source.size < 12) throw columnsRefused('damaged')
  const tail = Buffer.from(await bytesBetween(source, source.size - 8, source.size))
  if (tail.toString('latin1', 4) === 'PARE') throw columnsRefused('encrypted')
  const length = tail.readUInt32LE(0)
  if (tail.toString('latin1', 4) !== 'PAR1' || length + 12 > source.size) throw columnsRefused('damaged')
  if (length > limits.maxFooterBytes) throw columnsRefused('too_large', passed('maxFooterBytes', limits))
  const footer = await bytesBetween(source, source.size - 8 - length, source.size)
  checkThrift(footer, 0)
  return guarded(() => parquetMetadata(footer.buffer as ArrayBuffer))
}

const sliceOf =
  (source: ByteSource) =>
  async (start: number, end: number = source.size): Promise<ArrayBuffer> =>
    (await bytesBetween(source, start < 0 ? source.size + start : start, end)).buffer as ArrayBuffer

/** Whatever the library stumbles over is damage. */
async function guarded<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error && 'retryable' in error) throw error
    const unpacked = error instanceof Error && /compression codec/i.test(error.message)
    throw columnsRefused(unpacked ? 'unknown_packing' : 'damaged')
  }
}
