import { createHash } from 'node:crypto'
import { NotFoundError, createLogger, newId } from '@techdeck/core'
import type { LocalOptions } from '../local.ts'
import type { ArtifactStore, DataKey, KeyRing } from '../ports.ts'

export const silent = createLogger('test', { level: 'silent' })
export const testKey: DataKey = { id: 'key', datasetId: 'dataset', key: new Uint8Array(32) }

/** Artifacts in the clear, in memory: whole or not at all, as the real ones are. */
export function createTestArtifacts(): ArtifactStore & { readonly contents: Map<string, Buffer> } {
  const contents = new Map<string, Buffer>()
  return {
    contents,
    async write(key, _dataKey, chunks) {
      const copies: Buffer[] = []
      for await (const chunk of chunks) copies.push(Buffer.from(chunk))
      const bytes = Buffer.concat(copies)
      contents.set(key, bytes)
      return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length }
    },
    async open(key) {
      const bytes = contents.get(key)
      if (!bytes) throw new NotFoundError('There is no such artifact.', { details: { key } })
      return readerOf(bytes)
    },
    async remove(key) {
      contents.delete(key)
    },
    async *list(prefix) {
      for (const key of contents.keys()) if (key.startsWith(prefix)) yield { key, modifiedAt: new Date() }
    },
  }
}

export const readerOf = (bytes: Uint8Array) => ({
  size: bytes.length,
  async *read(start = 0, end = bytes.length) {
    // In two chunks, so that no reader may take the first for all.
    const middle = start + Math.floor((end - start) / 2)
    yield Buffer.from(bytes.subarray(start, middle))
    yield Buffer.from(bytes.subarray(middle, end))
  },
  close: async () => {},
})

/** A key ring that wraps nothing. */
export const testKeyRing: LocalOptions['keyRing'] & KeyRing = {
  pseudonymKey: new Uint8Array(32).fill(7),
  unwrap: async ({ id, datasetId }) => ({ id, datasetId, key: new Uint8Array(32) }),
  newDataKey(datasetId) {
    const id = newId()
    return {
      dataKey: { id, datasetId, key: new Uint8Array(32) },
      wrapped: { id, datasetId, kekId: 'kek', wrapped: new Uint8Array(0), createdAt: new Date() },
    }
  },
}
