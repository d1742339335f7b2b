import { createHash } from 'node:crypto'
import { collectBytes } from '@techdeck/core'
import type { ArtifactReader, ArtifactStore } from '../ports.ts'

/** Artifacts that are written to memory alone and read from there first, then from the store behind. */
export class ScratchArtifacts implements ArtifactStore {
  readonly #behind: ArtifactStore
  readonly #contents = new Map<string, Buffer>()

  constructor(behind: ArtifactStore) {
    this.#behind = behind
  }

  async write(
    key: string,
    _dataKey: unknown,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ sha256: string; sizeBytes: number }> {
    const bytes = await collectBytes(copies(chunks))
    this.#contents.set(key, bytes)
    return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length }
  }

  async open(...[key, dataKey]: Parameters<ArtifactStore['open']>): Promise<ArtifactReader> {
    const bytes = this.#contents.get(key)
    return bytes ? readerOf(bytes) : this.#behind.open(key, dataKey)
  }

  async remove(key: string): Promise<void> {
    this.#contents.delete(key)
  }

  async *list(prefix: string): AsyncGenerator<{ key: string; modifiedAt: Date }> {
    for (const key of this.#contents.keys()) if (key.startsWith(prefix)) yield { key, modifiedAt: new Date() }
  }
}

/** A chunk is used up when the next is asked for. */
async function* copies(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

const readerOf = (bytes: Buffer): ArtifactReader => ({
  size: bytes.length,
  async *read(start = 0, end = bytes.length) {
    yield Buffer.from(bytes.subarray(start, end))
  },
  close: async () => {},
})
