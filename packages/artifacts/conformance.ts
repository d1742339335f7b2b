import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { collect, collectBytes } from '@techdeck/core'
import type { DataKey } from '@techdeck/crypto'
import { artifactStoreConformance } from '@techdeck/pipeline/conformance'
import type { ArtifactStore } from './artifact-store.ts'

/** A store, and its bytes as they lie in storage, for tests that tamper with them. */
export interface StoreUnderTest {
  store: ArtifactStore
  readRaw(key: string): Promise<Uint8Array>
  writeRaw(key: string, bytes: Uint8Array): Promise<void>
  dispose?(): Promise<void>
}

const DATA_KEY: DataKey = { id: 'key-1', datasetId: 'dataset-1', key: Buffer.alloc(32, 7) }
const FRAME = 64 * 1024

const same = (one: Uint8Array, two: Uint8Array) => Buffer.compare(one, two) === 0
const bytesOf = (length: number, seed = 1) =>
  Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 17 + seed) & 0xff))

/**
 * What every {@link ArtifactStore} does beside what the pipeline's port asks for: content is sealed, and keys are paths
 * of ids. `makeStore` gives an empty one for each test.
 */
export function sealedStoreConformance(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  artifactStoreConformance(name, makeStore)
  describe(`${name}: a sealed store`, () => {
    let tested: StoreUnderTest
    let store: ArtifactStore
    beforeEach(async () => {
      tested = await makeStore()
      store = tested.store
    })
    afterEach(() => tested.dispose?.())

    const keysBelow = async (prefix: string) => (await collect(store.list(prefix))).map(({ key }) => key).toSorted()

    async function contentOf(key: string, start?: number, end?: number, dataKey = DATA_KEY) {
      const reader = await store.open(key, dataKey)
      try {
        return await collectBytes(reader.read(start, end))
      } finally {
        await reader.close()
      }
    }

    it('stores no plain text', async () => {
      const canary = 'canary: I have not slept since she left'
      await store.write('a/0.t1', DATA_KEY, [Buffer.from(canary.repeat(5000))])
      const raw = Buffer.from(await tested.readRaw('a/0.t1'))
      expect(raw.length).toBeGreaterThan(canary.length * 5000)
      expect(raw.includes(canary.slice(0, 12))).toBe(false)
    })

    it('opens an artifact with its own data key alone, for its own data set', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(100)])
      for (const other of [{ id: 'key-2' }, { datasetId: 'dataset-2' }, { key: Buffer.alloc(32, 8) }]) {
        await expect(store.open('a/0.t1', { ...DATA_KEY, ...other })).rejects.toMatchObject({
          code: 'DECRYPTION_ERROR',
        })
      }
    })

    it('notices an artifact that was put in the place of another', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(100)])
      await store.write('a/1.t1', DATA_KEY, [bytesOf(100, 2)])
      await tested.writeRaw('a/1.t1', await tested.readRaw('a/0.t1'))
      await expect(store.open('a/1.t1', DATA_KEY)).rejects.toMatchObject({ code: 'DECRYPTION_ERROR' })
    })

    it('notices an artifact that was cut or changed in storage', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(5 * FRAME)])
      const raw = await tested.readRaw('a/0.t1')
      await tested.writeRaw('a/0.t1', raw.subarray(0, 3 * FRAME))
      await expect(store.open('a/0.t1', DATA_KEY)).rejects.toMatchObject({ code: 'DECRYPTION_ERROR' })
      await tested.writeRaw('a/0.t1', new Uint8Array(0))
      await expect(store.open('a/0.t1', DATA_KEY)).rejects.toMatchObject({ code: 'DECRYPTION_ERROR' })
      const changed = Uint8Array.from(raw)
      changed[2 * FRAME] ^= 1
      await tested.writeRaw('a/0.t1', changed)
      await expect(contentOf('a/0.t1')).rejects.toMatchObject({ code: 'DECRYPTION_ERROR' })
      expect(same(await contentOf('a/0.t1', 0, FRAME), bytesOf(FRAME))).toBe(true)
    })

    it.each([
      ['empty', ''],
      ['absolute', '/a'],
      ['with a slash at its end', 'a/'],
      ['with an empty segment', 'a//b'],
      ['the folder above', '..'],
      ['a way out', 'a/../../b'],
      ['the folder itself', './a'],
      ['with a backslash', 'a\\b'],
      ['with a space', 'a b'],
      ['with a NUL', 'a\0b'],
      ['with a letter outside of ASCII', 'ä'],
      ['with the mark of temporary files', '~temporary/a'],
      ['with the ending of stored files', 'a.sealed/b'],
      ['too long a segment', 'a'.repeat(201)],
      ['too long', Array.from({ length: 50 }, () => 'a'.repeat(20)).join('/')],
    ])('refuses a key that is %s', async (_, key) => {
      const invalid = { code: 'VALIDATION_ERROR' }
      await expect(store.write(key, DATA_KEY, [bytesOf(1)])).rejects.toMatchObject(invalid)
      await expect(store.open(key, DATA_KEY)).rejects.toMatchObject(invalid)
      await expect(store.remove(key)).rejects.toMatchObject(invalid)
      expect(await keysBelow('')).toEqual([])
    })

    it('refuses to list below what is no path', async () => {
      await expect(collect(store.list('../a'))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
      await expect(collect(store.list('/'))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    })

    it('sweeps nothing that is whole', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(1)])
      expect(await store.sweepTemporary(0)).toBe(0)
      expect(await keysBelow('')).toEqual(['a/0.t1'])
    })
  })
}
