import { collectBytes } from '@techdeck/core'
import { decompress, detectCompression, fileSource, type ByteSource, type Compression } from '@techdeck/formats'
import type { Scratch } from './scratch.ts'

/** Bytes of a file's beginning that tell how it is compressed. */
const MAGIC_BYTES = 512

/**
 * Opens a local file for reading at any place. Of a compressed one the decompressed bytes lie sealed in the scratch
 * until that is disposed of.
 *
 * @throws UnprocessableFileError when it cannot be decompressed.
 */
export async function openLocal(
  path: string,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<{ source: ByteSource; compression: Compression | null } & AsyncDisposable> {
  const file = await fileSource(path)
  const compression = detectCompression(await collectBytes(file.read(0, Math.min(MAGIC_BYTES, file.size))))
  if (!compression) return { source: file, compression, [Symbol.asyncDispose]: async () => {} }
  const key = scratch.dataKey.datasetId
  await scratch.artifacts.write(key, scratch.dataKey, decompress(file, { signal }))
  const reader = await scratch.artifacts.open(key, scratch.dataKey)
  return { source: reader, compression, [Symbol.asyncDispose]: () => reader.close() }
}
