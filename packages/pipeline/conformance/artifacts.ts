import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { collect, collectBytes, sha256 } from '@techdeck/core'
import type { ArtifactStore, DataKey } from '../ports.ts'

const DATA_KEY: DataKey = { id: 'key-1', datasetId: 'dataset-1', key: Buffer.alloc(32, 7) }
/** What a store may keep as one piece. */
const FRAME = 64 * 1024

const same = (one: Uint8Array, two: Uint8Array) => Buffer.compare(one, two) === 0
const bytesOf = (length: number, seed = 1) =>
  Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 17 + seed) & 0xff))

async function* inPieces(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

async function* broken(bytes: Uint8Array) {
  yield bytes
  throw new Error('the upload broke')
}

/** Hands over one buffer again and again, with other content each time. */
async function* reusingOne(bytes: Uint8Array, length: number) {
  const chunk = Buffer.alloc(length)
  for (let at = 0; at < bytes.length; at += length) {
    const filled = Buffer.from(bytes).copy(chunk, 0, at, at + length)
    yield chunk.subarray(0, filled)
    chunk.fill(0)
  }
}

/** What every artifact store has to hold to, whatever it stores in. `make` gives an empty one for each test. */
export function artifactStoreConformance(
  name: string,
  make: () => Promise<{ store: ArtifactStore; dispose?(): Promise<void> }>,
): void {
  describe(`${name}: an artifact store`, () => {
    let tested: Awaited<ReturnType<typeof make>>
    let store: ArtifactStore
    beforeEach(async () => {
      tested = await make()
      store = tested.store
    })
    afterEach(() => tested.dispose?.())

    const keysBelow = async (prefix: string) => (await collect(store.list(prefix))).map(({ key }) => key).toSorted()

    async function contentOf(key: string, start?: number, end?: number) {
      const reader = await store.open(key, DATA_KEY)
      try {
        return await collectBytes(reader.read(start, end))
      } finally {
        await reader.close()
      }
    }

    it.each([0, 1, FRAME - 1, FRAME, FRAME + 1, 10 * FRAME + 3])(
      'gives back %i bytes, with length and hash',
      async (length) => {
        const bytes = bytesOf(length)
        const written = await store.write('a/0.t1', DATA_KEY, inPieces(bytes, 50_000))
        expect(written).toEqual({ sha256: sha256(bytes), sizeBytes: length })
        const reader = await store.open('a/0.t1', DATA_KEY)
        expect(reader.size).toBe(length)
        await reader.close()
        expect(same(await contentOf('a/0.t1'), bytes)).toBe(true)
      },
    )

    it('is done with a chunk when it asks for the next', async () => {
      const bytes = bytesOf(5 * FRAME)
      expect(await store.write('a/0.t1', DATA_KEY, reusingOne(bytes, 30_000))).toMatchObject({ sha256: sha256(bytes) })
      expect(same(await contentOf('a/0.t1'), bytes)).toBe(true)
    })

    it('gives chunks that are the reader’s own', async () => {
      const bytes = bytesOf(3 * FRAME)
      await store.write('a/0.t1', DATA_KEY, [bytes])
      const reader = await store.open('a/0.t1', DATA_KEY)
      for await (const chunk of reader.read()) chunk.fill(0)
      expect(same(await collectBytes(reader.read()), bytesOf(3 * FRAME))).toBe(true)
      await reader.close()
      expect(same(await contentOf('a/0.t1'), bytesOf(3 * FRAME))).toBe(true)
    })

    it('gives any range, to many readers of one opening at once', async () => {
      const bytes = bytesOf(12 * FRAME)
      await store.write('a/0.t1', DATA_KEY, [bytes])
      const reader = await store.open('a/0.t1', DATA_KEY)
      const ranges = [
        [0, 10],
        [FRAME - 1, FRAME + 1],
        [3 * FRAME + 5, 9 * FRAME],
        [12 * FRAME - 1, 20 * FRAME],
        [5, 5],
      ] as const
      const read = await Promise.all(ranges.map(([start, end]) => collectBytes(reader.read(start, end))))
      for (const [at, [start, end]] of ranges.entries()) expect(same(read[at], bytes.subarray(start, end))).toBe(true)
      await reader.close()
    })

    it('lets a reader stop early and close', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(20 * FRAME)])
      const reader = await store.open('a/0.t1', DATA_KEY)
      let first = 0
      for await (const chunk of reader.read()) {
        first = chunk.length
        break
      }
      await reader.close()
      expect(first).toBeGreaterThan(0)
    })

    it('writes all or nothing', async () => {
      await expect(store.write('a/0.t1', DATA_KEY, broken(bytesOf(9 * FRAME)))).rejects.toThrow('the upload broke')
      await expect(store.open('a/0.t1', DATA_KEY)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(await keysBelow('')).toEqual([])
    })

    it('keeps what it has when writing it anew fails', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(100)])
      await expect(store.write('a/0.t1', DATA_KEY, broken(bytesOf(100, 2)))).rejects.toThrow('the upload broke')
      expect(same(await contentOf('a/0.t1'), bytesOf(100))).toBe(true)
    })

    it('replaces what it has when a key is written again', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(100)])
      await store.write('a/0.t1', DATA_KEY, [bytesOf(50, 2)])
      expect(same(await contentOf('a/0.t1'), bytesOf(50, 2))).toBe(true)
      expect(await keysBelow('')).toEqual(['a/0.t1'])
    })

    it('keeps one whole artifact when many write the same key at once', async () => {
      const contents = Array.from({ length: 8 }, (_, seed) => bytesOf(3 * FRAME, seed))
      await Promise.all(contents.map((bytes) => store.write('a/0.t1', DATA_KEY, inPieces(bytes, 40_000))))
      const kept = await contentOf('a/0.t1')
      expect(contents.some((bytes) => same(bytes, kept))).toBe(true)
    })

    it('says that what is not there is not found', async () => {
      await expect(store.open('a/0.t1', DATA_KEY)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        details: { key: 'a/0.t1' },
      })
    })

    it('removes an artifact, and only that; also one that is not there', async () => {
      await store.write('a/0.t1', DATA_KEY, [bytesOf(1)])
      await store.write('a/1.t1', DATA_KEY, [bytesOf(1)])
      await store.remove('a/0.t1')
      await store.remove('a/0.t1')
      await store.remove('never/there')
      expect(await keysBelow('')).toEqual(['a/1.t1'])
      await store.remove('a/1.t1')
      expect(await keysBelow('')).toEqual([])
      await store.write('a/1.t1', DATA_KEY, [bytesOf(1)])
      expect(await keysBelow('a')).toEqual(['a/1.t1'])
    })

    it('keeps each write whole while artifacts beside it are removed', async () => {
      const keys = Array.from({ length: 12 }, (_, index) => `a/b/${index}`)
      await Promise.all(
        keys.map(async (key, index) => {
          await store.write(key, DATA_KEY, [bytesOf(10)])
          if (index % 2) await store.remove(key)
        }),
      )
      expect(await keysBelow('')).toEqual(keys.filter((_, index) => index % 2 === 0).toSorted())
    })

    it('lists what lies below a path of whole segments, with the time it was written', async () => {
      const before = Date.now()
      const keys = ['a', 'a/b/0.t1', 'a/b/1.t1', 'a/bc/0.t1', 'd/0.t1']
      for (const key of keys) await store.write(key, DATA_KEY, [bytesOf(1)])
      expect(await keysBelow('')).toEqual(keys)
      expect(await keysBelow('a')).toEqual(['a/b/0.t1', 'a/b/1.t1', 'a/bc/0.t1'])
      expect(await keysBelow('a/b/')).toEqual(['a/b/0.t1', 'a/b/1.t1'])
      expect(await keysBelow('nothing/here')).toEqual([])
      for await (const { modifiedAt } of store.list('d')) {
        expect(Math.abs(modifiedAt.getTime() - before)).toBeLessThan(10_000)
      }
    })
  })
}
