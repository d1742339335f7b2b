import type { FileMetaData } from 'hyparquet'
import { columnsRefused, bytesBetween, GridWriter, jsonOf } from '../grid/index.ts'
import type { ByteSource, Member } from '../types.ts'

/** Rows are read in slices of about so many bytes, so that a row group of any size takes the same memory. */
const SLICE_BYTES = 16 * 1024 * 1024
const SLICE_ROWS = 50_000
/** A column of a row group is read whole before its pages are unpacked. */
const MOST_COLUMN_BYTES = 96 * 1024 * 1024
const MOST_FOOTER_BYTES = 16 * 1024 * 1024

/** The rows of a Parquet file as a grid; the number of a row is its place among the rows, from 1. */
export async function* convertParquet(
  source: ByteSource,
  _limits: unknown,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  yield { path: '', content: gridOf(source, signal) }
}

async function* gridOf(source: ByteSource, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const [{ parquetRead, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  const metadata = await metadataOf(source)
  const columns = await guarded(() => parquetSchema(metadata).children.map(({ element }) => element.name))
  const file = { byteLength: source.size, slice: sliceOf(source) }
  const grid = new GridWriter()
  const put = (row: number, cells: readonly unknown[]) => {
    grid.row(row)
    for (const [at, cell] of cells.entries()) grid.cell(at, jsonOf(cell))
    grid.endRow()
  }
  put(0, columns)
  let first = 0
  for (const { num_rows: length, total_byte_size: size, columns: chunks } of metadata.row_groups) {
    if (chunks.some(({ meta_data: chunk }) => Number(chunk?.total_compressed_size ?? 0) > MOST_COLUMN_BYTES))
      throw columnsRefused('too_large')
    const rows = Number(length)
    const slices = Math.max(1, Math.ceil(Number(size) / SLICE_BYTES), Math.ceil(rows / SLICE_ROWS))
    const step = Math.max(1, Math.ceil(rows / slices))
    for (let start = first; start < first + rows; start += step) {
      signal.throwIfAborted()
      const rowEnd = Math.min(start + step, first + rows)
      let slice: unknown[][] = []
      const onComplete = (read: unknown[][]) => void (slice = read)
      await guarded(() => parquetRead({ file, metadata, compressors, columns, rowStart: start, rowEnd, onComplete }))
      for (const [at, cells] of slice.entries()) put(start + at + 1, cells)
      const bytes = grid.take(true)
      if (bytes) yield bytes
    }
    first += rows
  }
  const rest = grid.take(true)
  if (rest) yield rest
}

async function metadataOf(source: ByteSource): Promise<FileMetaData> {
  const { parquetMetadata } = await import('hyparquet')
  if (source.size < 12) throw columnsRefused('damaged')
  const tail = Buffer.from(await bytesBetween(source, source.size - 8, source.size))
  if (tail.toString('latin1', 4) === 'PARE') throw columnsRefused('encrypted')
  const length = tail.readUInt32LE(0)
  if (tail.toString('latin1', 4) !== 'PAR1' || length + 12 > source.size) throw columnsRefused('damaged')
  if (length > MOST_FOOTER_BYTES) throw columnsRefused('too_large')
  const footer = await bytesBetween(source, source.size - 8 - length, source.size)
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
