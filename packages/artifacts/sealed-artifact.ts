import { createHash } from 'node:crypto'
import { sealStream, type DataKey } from '@techdeck/crypto/content'

/**
 * Seals an artifact for its key. `pieces` are what may be stored; when they were read to the end, `digest()` gives
 * hash and length of the plain text.
 */
export function sealArtifact(
  key: string,
  dataKey: DataKey,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): { pieces: AsyncIterable<Uint8Array>; digest: () => { sha256: string; sizeBytes: number } } {
  const hash = createHash('sha256')
  let sizeBytes = 0
  async function* measured() {
    for await (const chunk of chunks) {
      hash.update(chunk)
      sizeBytes += chunk.length
      yield chunk
    }
  }
  return {
    pieces: sealStream(dataKey, key, measured()),
    digest: () => ({ sha256: hash.digest('hex'), sizeBytes }),
  }
}
