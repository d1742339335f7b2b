import { collectBytes, NotFoundError } from '@techdeck/core'
import { openSealed } from '@techdeck/crypto/content'
import { checkKey, checkPrefix } from '../artifact-key.ts'
import type { ArtifactStore } from '../artifact-store.ts'
import { sealArtifact } from '../sealed-artifact.ts'

/** Artifacts in memory, sealed as they are everywhere; for tests and small local runs. `sealed` holds them by key. */
export function createMemoryStore(sealed = new Map<string, { bytes: Uint8Array; modifiedAt: Date }>()): ArtifactStore {
  return {
    async write(key, dataKey, chunks) {
      checkKey(key)
      const { pieces, digest } = sealArtifact(key, dataKey, chunks)
      sealed.set(key, { bytes: await collectBytes(pieces), modifiedAt: new Date() })
      return digest()
    },

    async open(key, dataKey) {
      checkKey(key)
      const stored = sealed.get(key)
      if (!stored) throw new NotFoundError('There is no such artifact.', { details: { key } })
      const { bytes } = stored
      const content = await openSealed(
        { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) },
        dataKey,
        key,
      )
      return { size: content.size, read: (start, end) => content.read(start, end), close: async () => {} }
    },

    async remove(key) {
      checkKey(key)
      sealed.delete(key)
    },

    async *list(prefix) {
      const path = checkPrefix(prefix)
      for (const [key, { modifiedAt }] of sealed) {
        if (path === '' || key.startsWith(`${path}/`)) yield { key, modifiedAt }
      }
    },

    sweepTemporary: async () => 0,
  }
}
