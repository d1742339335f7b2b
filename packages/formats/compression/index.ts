import { UnprocessableFileError } from '@techdeck/core'
import { head } from '../sources.ts'
import type { ByteSource } from '../types.ts'
import { bunzip2 } from './bzip2.ts'
import { expand } from './expand.ts'
import type { DecompressOptions } from './limits.ts'

export type { DecompressOptions } from './limits.ts'
export { expand, type ExpandOptions, type Packing } from './expand.ts'

export type Compression = 'gzip' | 'zstd' | 'bzip2'

const SKIPPABLE = [0x2a, 0x4d, 0x18]
/** How a block of bzip2 begins, and how the end of a stream does. */
const BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
const END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]

/** How a file is compressed, by its first bytes; `null` when it is not. */
export function detectCompression(beginning: Uint8Array): Compression | null {
  const starts = (...magic: number[]) => magic.every((byte, at) => beginning[at] === byte)
  if (starts(0x1f, 0x8b, 0x08)) return 'gzip'
  // A zstd file may begin with a frame to be passed over.
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd'
  if (
    (beginning[0] ?? 0) >> 4 === 5 &&
    beginning.length > 4 &&
    SKIPPABLE.every((byte, at) => beginning[at + 1] === byte)
  )
    return 'zstd'
  const [level = 0] = beginning.subarray(3, 4)
  const block = [BLOCK, END].some((magic) => magic.every((byte, at) => beginning[at + 4] === byte))
  return starts(0x42, 0x5a, 0x68) && level >= 0x31 && level <= 0x39 && block ? 'bzip2' : null
}

/**
 * Decompresses a file as a stream, pulled only as fast as the caller iterates; of several members or frames in one file,
 * one after the other.
 *
 * @throws UnprocessableFileError `truncated_…`, `corrupt_…` (with the name of the compression) or `expansion_limit`, as
 * `details.reason`; what came out before is right as far as it goes, but the file as a whole must not be used.
 */
export async function* decompress(source: ByteSource, options: DecompressOptions = {}): AsyncGenerator<Uint8Array> {
  const compression = detectCompression(await head(source, 10)) ?? 'gzip'
  try {
    yield* compression === 'bzip2' ? bunzip2(source.read(), options) : expand(source.read(), compression, options)
  } catch (error) {
    throw asOurs(error, compression)
  }
}

/** The decoders' errors as ours; others, such as those of the source, stay what they are. */
function asOurs(error: unknown, compression: Compression): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'Z_BUF_ERROR' || code === 'BZIP2_CUT')
    return new UnprocessableFileError(`The ${compression} file ends early.`, {
      details: { reason: `truncated_${compression}` },
      userMessage: `The ${compression} file ends early: its upload or its copy was cut. Compress it again and upload it once more.`,
    })
  if (code === 'ZSTD_error_frameParameter_windowTooLarge')
    return new UnprocessableFileError('The zstd file needs too much memory.', {
      details: { reason: 'window_too_large' },
      userMessage: 'The zstd file needs too much memory. Compress it again without --long or --ultra.',
    })
  if (typeof code === 'string' && /^(Z_|ZSTD_|BZIP2_)/.test(code))
    return new UnprocessableFileError(`The ${compression} file is damaged.`, {
      details: { reason: `corrupt_${compression}` },
      userMessage: `The ${compression} file is damaged. Compress it again and upload it once more.`,
    })
  return error
}
