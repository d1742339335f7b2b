import { decodeLoosely, detectEncoding, type DetectedEncoding } from '../encoding/index.ts'
import { detectCompression } from '../compression/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Mapping, Sample } from '../types.ts'
import { type FileProblem, unreadable } from './errors.ts'

const SAMPLE_BYTES = 256 * 1024

export interface SampleOptions {
  encoding?: DetectedEncoding | undefined
  given?: Mapping | undefined
  from?: string | undefined
}

/** How conversions write. */
const CONVERTED: DetectedEncoding = { encoding: 'utf-8', bom: 0, certain: true }

/** The beginning of a file after its byte order mark, and how it is encoded. @throws UnprocessableFileError */
export async function takeSample(
  source: ByteSource,
  file: number,
  { encoding, given, from }: SampleOptions = {},
): Promise<{ sample: Sample; detected: DetectedEncoding }> {
  const bytes = await head(source, SAMPLE_BYTES)
  if (bytes.length === 0) throw unreadable('empty', file)
  const binary = from === undefined && binaryKindOf(bytes)
  if (binary) throw unreadable(binary, file)
  const detected = from === undefined ? (encoding ?? detectEncoding(bytes)) : CONVERTED
  if (!detected) throw unreadable('binary', file)
  const text = bytes.subarray(detected.bom)
  const decoded = decodeLoosely(detected.encoding, text)
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

/** A file that holds others, or no text, by its first bytes; what is inside may well look like text. */
function binaryKindOf(bytes: Buffer): FileProblem | null {
  const magic = bytes.toString('latin1', 0, 8)
  return detectCompression(bytes)
    ? 'compressed'
    : (MAGIC.find(([beginning]) => magic.startsWith(beginning))?.[1] ?? null)
}

const MAGIC: readonly (readonly [beginning: string, problem: FileProblem])[] = [
  ['PK\u0003\u0004', 'zip'],
  ['PK\u0005\u0006', 'zip'],
  ['%PDF', 'pdf'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'old_office'],
  ['7z\xbc\xaf\x27\x1c', 'unknown_archive'],
  ['Rar!\x1a\x07', 'unknown_archive'],
  ['\xfd7zXZ\0', 'unknown_archive'],
]
