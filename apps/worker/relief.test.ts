import { describe, expect, it } from '@jest/globals'
import { collect } from '@techdeck/core'
import type { ArtifactStore, DataKey } from '@techdeck/pipeline'
import { RELIEF_BYTES, withRelief } from './relief.ts'

const dataKey: DataKey = { id: 'k', datasetId: 'd', key: new Uint8Array(32) }
const chunk = new Uint8Array(RELIEF_BYTES / 4)

/** A store of one artifact of so many chunks. */
const storeOf = (chunks: number): ArtifactStore => ({
  write: async () => ({ sha256: '', sizeBytes: 0 }),
  open: async () => ({
    size: chunks * chunk.length,
    async *read() {
      for (let at = 0; at < chunks; at++) yield chunk
    },
    close: async () => {},
  }),
  remove: async () => {},
  async *list() {},
})

describe('the relief of a thread', () => {
  it('collects once for each two MiB that were read, over all artifacts, and changes nothing that is read', async () => {
    let collections = 0
    const store = withRelief(storeOf(6), () => collections++)
    for (let at = 0; at < 4; at++) {
      const reader = await store.open('a', dataKey)
      expect(reader.size).toBe(6 * chunk.length)
      expect(await collect(reader.read())).toEqual(Array.from({ length: 6 }, () => chunk))
      await reader.close()
    }
    expect(collections).toBe(6)
  })

  it('leaves the store as it is where nothing can be collected', () => {
    const store = storeOf(1)
    expect(withRelief(store, undefined)).toBe(store)
  })
})
