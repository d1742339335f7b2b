import { detectEncoding, type DetectedEncoding } from '../encoding/index.ts'
import { detectCompression } from '../compression/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Mapping, Sample } from '../types.ts'
import { unreadable } from './errors.ts'

const SAMPLE_BYTES = 256 * 1024

/** The beginning of a file after its byte order mark, and how it is encoded. @throws UnprocessableFileError */
export async function takeSample(
  source: ByteSource,
  file: number,
  {
    encoding,
    given,
    from,
  }: { encoding?: DetectedEncoding | undefined; given?: Mapping | undefined; from?: string | undefined } = {},
): Promise<{ sample: Sample; detected: DetectedEncoding }> {
  const bytes = await head(source, SAMPLE_BYTES)
  if (bytes.length === 0) throw unreadable('empty', file)
  const container = containerOf(bytes)
  if (container) throw unreadable(container, file)
  const detected = encoding ?? detectEncoding(bytes)
  if (!detected) throw unreadable('binary', file)
  const text = bytes.subarray(detected.bom)
  const decoded = new TextDecoder(detected.encoding).decode(text)
  if (decoded.trim() === '') throw unreadable('empty', file)
  return {
    sample: {
      bytes: text,
      text: decoded,
      encoding: detected.encoding,
      complete: bytes.length >= source.size,
      ...(given && { given }),
      ...(from !== undefined && { from }),
    },
    detected,
  }
}

/** A file that holds others, by its first bytes; what is inside may well look like text. */
function containerOf(bytes: Buffer): 'zip' | 'gzip' | 'pdf' | null {
  const magic = bytes.toString('latin1', 0, 4)
  if (magic === 'PK\u0003\u0004' || magic === 'PK\u0005\u0006') return 'zip'
  if (magic === '%PDF') return 'pdf'
  return detectCompression(bytes)
}
