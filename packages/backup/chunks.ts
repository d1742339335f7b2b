import { hash } from 'node:crypto'

/** Documents that are kept together: consecutive ones of a collection. */
export interface Chunk {
  count: number
  bytes: Buffer
}

/** One document in so many ends a chunk. */
const ONE_IN = 64
const MOST_BYTES = 1024 ** 2

/**
 * Cuts a collection where its own documents say so. A document that changes, comes or goes changes the chunk that it is
 * in, and no other, so the rest need not be kept once more.
 */
export async function* chunksOf(documents: AsyncIterable<Uint8Array>): AsyncGenerator<Chunk> {
  let waiting: Uint8Array[] = []
  let size = 0
  const take = (): Chunk => {
    const chunk = { count: waiting.length, bytes: Buffer.concat(waiting) }
    waiting = []
    size = 0
    return chunk
  }
  for await (const document of documents) {
    waiting.push(document)
    size += document.length
    if (size >= MOST_BYTES || hash('sha256', document, 'buffer')[0] % ONE_IN === 0) yield take()
  }
  if (waiting.length > 0) yield take()
}

/** The documents of a chunk; each begins with its length, as BSON does. */
export function* documentsOf(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const end = at + bytes.readInt32LE(at)
    yield bytes.subarray(at, end)
    at = end
  }
}
