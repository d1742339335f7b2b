import { Readable } from 'node:stream'
import { constants, createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { ExpansionError, type DecompressOptions } from './limits.ts'

/** What the stream at hand is packed by. */
export type Packing = 'gzip' | 'zstd' | 'deflate'
export type ExpandOptions = DecompressOptions

/** Most memory that a zstd frame may ask for: 64 MiB, as all levels below `--ultra -22` keep to. */
const MOST_WINDOW_LOG = 26

const DECODERS = {
  gzip: () => createGunzip(),
  deflate: () => createInflateRaw(),
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: MOST_WINDOW_LOG } }),
} satisfies { [packing in Packing]: unknown }

/**
 * Expands packed bytes, at most one chunk beyond the limits.
 *
 * @throws UnprocessableFileError `expansion_limit`; zlib's own errors when the bytes are cut or damaged
 */
export async function* expand(
  packed: AsyncIterable<Uint8Array>,
  packing: Packing,
  options: ExpandOptions = {},
): AsyncGenerator<Uint8Array> {
  const { maxRatio = 100, floor = 10 * 1024 * 1024, maxBytes = 64 * 1024 ** 3, signal } = options
  const decoder = DECODERS[packing]()
  const input = Readable.from(packed, { objectMode: true, highWaterMark: 1 })
  input.on('error', (error) => decoder.destroy(error))
  input.pipe(decoder)
  let out = 0
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      signal?.throwIfAborted()
      out += chunk.length
      if (out > maxBytes) throw new ExpansionError('maxBytes', maxBytes)
      if (out > floor && out > decoder.bytesWritten * maxRatio) throw new ExpansionError('maxRatio', maxRatio)
      yield chunk
    }
  } finally {
    input.destroy()
    decoder.destroy()
  }
}
