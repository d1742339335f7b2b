import { NotFoundError, collectBytes, sha256 } from '@techdeck/core'
import type { ArtifactReader, ArtifactStore, DataKey } from '../ports.ts'

/** Artifacts in memory, in the clear: for what is never to leave the process, and for tests. */
export class MemoryArtifacts implements ArtifactStore {
  readonly contents = new Map<string, Buffer>()
  readonly #times = new Map<string, Date>()

  async write(
    key: string,
    _dataKey: DataKey,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ sha256: string; sizeBytes: number }> {
    const bytes = await collectBytes(copies(chunks))
    this.contents.set(key, bytes)
    this.#times.set(key, new Date())
    return { sha256: sha256(bytes), sizeBytes: bytes.length }
  }

  async open(key: string, _dataKey: DataKey): Promise<ArtifactReader> {
    const bytes = this.contents.get(key)
    if (!bytes) throw new NotFoundError('There is no such artifact.', { details: { key } })
    return readerOf(bytes)
  }

  async remove(key: string): Promise<void> {
    this.contents.delete(key)
  }

  async *list(prefix: string): AsyncGenerator<{ key: string; modifiedAt: Date }> {
    const path = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
    for (const key of this.contents.keys())
      if (key.startsWith(path)) yield { key, modifiedAt: this.#times.get(key) ?? new Date() }
  }
}

/** A chunk is used up when the next is asked for. */
async function* copies(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

/** In two chunks, so that no reader may take the first for all; they are the reader's own. */
export const readerOf = (bytes: Uint8Array): ArtifactReader => ({
  size: bytes.length,
  async *read(start = 0, end = bytes.length) {
    const middle = start + Math.floor((Math.min(end, bytes.length) - start) / 2)
    yield Buffer.from(bytes.subarray(start, middle))
    yield Buffer.from(bytes.subarray(middle, end))
  },
  close: async () => {},
})
