import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UnprocessableFileError } from '@techdeck/core'
import type { ByteSource } from '../types.ts'

export type Compression = 'gzip'

export interface DecompressOptions {
  /** Most bytes that one compressed byte may become, once `floor` is passed. Default 100. */
  maxRatio?: number
  /** Bytes that may come out whatever the ratio. Default 10 MiB. */
  floor?: number
  /** Most bytes that may come out at all. Default 64 GiB. */
  maxBytes?: number
  signal?: AbortSignal
}

/** How a file is compressed, by its first bytes; `null` when it is not. */
export function detectCompression(head: Uint8Array): Compression | null {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08 ? 'gzip' : null
}

/**
 * Decompresses a gzip file of one or more members as a stream, pulled only as fast as the caller iterates.
 *
 * @throws UnprocessableFileError `truncated_gzip`, `corrupt_gzip` or `expansion_limit`, as `details.reason`; what came
 * out before is right as far as it goes, but the file as a whole must not be used.
 */
export async function* decompress(source: ByteSource, options: DecompressOptions = {}): AsyncGenerator<Uint8Array> {
  const { maxRatio = 100, floor = 10 * 1024 * 1024, maxBytes = 64 * 1024 ** 3, signal } = options
  const gunzip = createGunzip()
  const input = Readable.from(source.read(), { objectMode: true })
  input.on('error', (error) => gunzip.destroy(error))
  input.pipe(gunzip)
  let out = 0
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      signal?.throwIfAborted()
      out += chunk.length
      if (out > maxBytes || (out > floor && out > gunzip.bytesWritten * maxRatio))
        throw tooLarge(out, gunzip.bytesWritten)
      yield chunk
    }
  } catch (error) {
    throw unpacked(error, gunzip.bytesWritten)
  } finally {
    input.destroy()
    gunzip.destroy()
  }
}

function tooLarge(out: number, read: number): UnprocessableFileError {
  return new UnprocessableFileError('The compressed file expands beyond the limit.', {
    details: { reason: 'expansion_limit', bytesOut: out, bytesIn: read },
    userMessage: 'The compressed file expands beyond the limit. Decompress it and upload it in parts.',
  })
}

/** zlib's errors as ours; others, such as those of the source, stay what they are. */
function unpacked(error: unknown, read: number): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'Z_BUF_ERROR')
    return new UnprocessableFileError('The gzip file ends early.', {
      details: { reason: 'truncated_gzip', byteOffset: read },
      userMessage:
        'The gzip file ends early: its upload or its copy was cut. Compress it again and upload it once more.',
    })
  if (code === 'Z_DATA_ERROR')
    return new UnprocessableFileError('The gzip file is damaged.', {
      details: { reason: 'corrupt_gzip', byteOffset: read },
      userMessage: 'The gzip file is damaged. Compress it again and upload it once more.',
    })
  return error
}
