import { zstdDecompressSync } from 'node:zlib'
import { columnsRefused, GridWriter, putCells } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { ByteSource, Member, UnpackLimits } from '../types.ts'
import { head } from '../sources.ts'
import { batchesOfFile, isArrowFile } from './file.ts'
import { decompressLz4Frame } from './lz4.ts'
import { batchesOfStream } from './messages.ts'
import { checkBatch } from './sound.ts'

/** The rows of an Arrow file or stream as a grid; the number of a row is its place among the rows, from 1. */
export async function* convertArrow(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  yield { path: '', content: gridOf(source, limits, signal) }
}

async function* gridOf(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const read = await batchReader(limits)
  const grid = new GridWriter()
  const isFile = isArrowFile(await head(source, 8))
  let named = false
  let row = 0
  for await (const batch of isFile ? batchesOfFile(source, limits) : batchesOfStream(source, limits)) {
    signal.throwIfAborted()
    const { names, rows } = read(batch)
    if (!named) putCells(grid, 0, names, limits)
    named = true
    for (const cells of rows()) {
      putCells(grid, ++row, cells, limits)
      const ready = grid.take()
      if (ready) yield ready
    }
  }
  const rest = grid.take(true)
  if (rest) yield rest
}

interface Batch {
  names: string[]
  rows: () => Iterable<unknown[]>
}

/** Reads a batch with its schema and dictionaries. @throws UnprocessableFileError */
async function batchReader(limits: UnpackLimits): Promise<(batch: Uint8Array | Uint8Array[]) => Batch> {
  const { CompressionType, setCompressionCodec, tableFromIPC } = await import('@uwdata/flechette')
  let unpacked = 0
  const codec = (decode: (bytes: Uint8Array, into: Uint8Array) => Uint8Array) => ({
    decode: (bytes: Uint8Array, length: number) => {
      unpacked += length
      if (!(unpacked <= limits.maxBatchUnpackedBytes))
        throw columnsRefused('too_large', passed('maxBatchUnpackedBytes', limits))
      return decode(bytes, new Uint8Array(length))
    },
    encode: () => {
      throw new TypeError('Nothing is written here.')
    },
  })
  setCompressionCodec(CompressionType.LZ4_FRAME, codec(decompressLz4Frame))
  setCompressionCodec(
    CompressionType.ZSTD,
    codec((bytes, into) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, into.length) })),
  )
  return (batch) =>
    guarded(() => {
      unpacked = 0
      const table = tableFromIPC(batch, { useBigInt: true, useDate: true, useMap: true })
      const columns = table.schema.fields.map((_, at) => table.getChildAt(at))
      const size = sizeOf(batch) + unpacked
      if (columns.length === 0 && table.numRows > 0) throw columnsRefused('damaged')
      for (const { data } of columns) for (const part of data) checkBatch(part, size, limits)
      return {
        names: table.schema.fields.map(({ name }) => name),
        *rows() {
          for (let at = 0; at < table.numRows; at++)
            yield guarded(() => columns.map((column) => column.at(at) as unknown))
        },
      }
    })
}

const sizeOf = (batch: Uint8Array | Uint8Array[]): number => [batch].flat().reduce((sum, { length }) => sum + length, 0)

/** Whatever the library stumbles over is damage. */
function guarded<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'retryable' in error) throw error
    throw columnsRefused('damaged')
  }
}
