import { detectEncoding, type DetectedEncoding } from '../encoding/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Sample } from '../types.ts'
import { unreadable } from './errors.ts'

const SAMPLE_BYTES = 256 * 1024

/** The beginning of a file after its byte order mark, and how it is encoded. @throws UnprocessableFileError */
export async function takeSample(
  source: ByteSource,
  file: number,
  encoding?: DetectedEncoding,
): Promise<{ sample: Sample; detected: DetectedEncoding }> {
  const bytes = await head(source, SAMPLE_BYTES)
  if (bytes.length === 0) throw unreadable('empty', file)
  const detected = encoding ?? detectEncoding(bytes)
  if (!detected) throw unreadable(kindOfBinary(bytes), file)
  const text = bytes.subarray(detected.bom)
  const decoded = new TextDecoder(detected.encoding).decode(text)
  if (decoded.trim() === '') throw unreadable('empty', file)
  return {
    sample: { bytes: text, text: decoded, encoding: detected.encoding, complete: bytes.length >= source.size },
    detected,
  }
}

function kindOfBinary(bytes: Buffer): 'zip' | 'gzip' | 'pdf' | 'binary' {
  if (bytes.readUInt16BE(0) === 0x504b) return 'zip'
  if (bytes.readUInt16BE(0) === 0x1f8b) return 'gzip'
  return bytes.subarray(0, 4).toString('latin1') === '%PDF' ? 'pdf' : 'binary'
}
