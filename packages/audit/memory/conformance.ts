import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import type { AuditStorage, Batch } from '../log/storage.ts'

/** What every {@link AuditStorage} does. */
export function auditStorageConformance(
  name: string,
  open: () => Promise<{ storage: AuditStorage; close?(): Promise<void> }>,
): void {
  describe(`audit storage: ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>
    let storage: AuditStorage
    beforeAll(async () => {
      opened = await open()
      storage = opened.storage
    })
    afterAll(() => opened.close?.())

    it('gives groups oldest first until they are removed', async () => {
      const groups = ['a', 'b', 'c'].map(group)
      for (const each of groups.toReversed()) await storage.addGroup(each)
      expect((await storage.groups(10)).map(bytes)).toEqual(['a', 'b', 'c'])
      expect((await storage.groups(2)).map(bytes)).toEqual(['a', 'b'])
      expect((await storage.newestGroups(null, 2)).map(bytes)).toEqual(['c', 'b'])
      expect((await storage.newestGroups(groups[1].id, 2)).map(bytes)).toEqual(['a'])
      await storage.removeGroups([groups[0].id, groups[2].id])
      await storage.removeGroups([groups[0].id])
      expect((await storage.groups(10)).map(bytes)).toEqual(['b'])
    })

    it('has one batch at each place, whoever comes first', async () => {
      expect(await storage.head()).toBeNull()
      const tries = await Promise.all(['p', 'q', 'r'].map((text) => storage.addBatch(batch(0, 5, ['w', 'w|k'], text))))
      expect(tries.filter(Boolean)).toHaveLength(1)
      const winner = ['p', 'q', 'r'][tries.indexOf(true)]
      const head = await storage.head()
      expect(head).toMatchObject({ first: 0, size: 5, keys: ['w', 'w|k'], checkpoint: 'at 5', groups: ['g1'] })
      expect(head!.sealedAt).toEqual(new Date('2026-03-01T10:00:00Z'))
      expect(bytes(head!)).toBe(winner)
    })

    it('finds batches by leaf, in order and by key', async () => {
      await storage.addBatch(batch(5, 3, ['w', 'w|x']))
      await storage.addBatch(batch(8, 12, ['v', 'w|k']))
      expect(first(await storage.head())).toBe(8)
      expect(first(await storage.batchOf(4))).toBe(0)
      expect(first(await storage.batchOf(5))).toBe(5)
      expect(first(await storage.batchOf(19))).toBe(8)
      expect(await storage.batchOf(20)).toBeNull()
      expect((await storage.batchesFrom(1, 9)).map(first)).toEqual([5, 8])
      expect((await storage.batchesFrom(0, 6)).map(first)).toEqual([0, 5])
      expect((await storage.batchesFrom(5, 8)).map(first)).toEqual([5])
      expect((await storage.batchesWith(['w|k'], 1e9, 5)).map(first)).toEqual([8, 0])
      expect((await storage.batchesWith(['w|k'], 8, 5)).map(first)).toEqual([0])
      expect((await storage.batchesWith(['w'], 20, 1)).map(first)).toEqual([5])
      expect((await storage.batchesWith(['w', 'w|k'], 20, 5)).map(first)).toEqual([8, 5, 0])
      expect((await storage.batchesWith(['w|k', 'w|x'], 20, 2)).map(first)).toEqual([8, 5])
      expect(await storage.batchesWith(['none'], 1e6, 5)).toEqual([])
    })

    it('keeps the tile that has most hashes', async () => {
      expect(await storage.tiles(['1.2'])).toEqual([])
      for (const width of [3, 7, 5, 7]) await storage.putTiles([tile(width), { ...tile(width), index: 3 }])
      const [found, ...others] = await storage.tiles(['1.2', '9.9'])
      expect(others).toEqual([])
      expect([found.level, found.index, Buffer.from(found.hashes)]).toEqual([1, 2, tile(7).hashes])
    })

    it('has one key a subject, and none once it was shredded', async () => {
      expect(await storage.subjectKey('s')).toBeUndefined()
      const [a, b] = await Promise.all([storage.addSubjectKey('s', 'a'), storage.addSubjectKey('s', 'b')])
      expect(a).toBe(b)
      expect(await storage.subjectKey('s')).toBe(a)
      await storage.shredSubject('s')
      await storage.shredSubject('never there')
      expect(await storage.subjectKey('s')).toBeNull()
      expect(await storage.addSubjectKey('s', 'c')).toBeNull()
      expect(await storage.addSubjectKey('never there', 'c')).toBeNull()
    })

    it('keeps what a witness said of the largest tree', async () => {
      for (const size of [3, 9, 4, 9]) await storage.putCosigned({ witness: 'w', size, note: `n${size}` })
      await storage.putCosigned({ witness: 'v', size: 1, note: 'n1' })
      expect((await storage.cosigned()).toSorted((a, b) => a.size - b.size)).toEqual([
        { witness: 'v', size: 1, note: 'n1' },
        { witness: 'w', size: 9, note: 'n9' },
      ])
    })
  })
}

const group = (text: string) => ({ id: newId(), entries: Buffer.from(text) })
const batch = (at: number, size: number, keys: string[], text = 'x'): Batch => ({
  first: at,
  size,
  entries: Buffer.from(text),
  keys,
  checkpoint: `at ${at + size}`,
  groups: ['g1'],
  sealedAt: new Date('2026-03-01T10:00:00Z'),
})
const bytes = (each: { entries: Uint8Array }) => Buffer.from(each.entries).toString()
const first = (each: Batch | null) => each?.first
const tile = (width: number) => ({ level: 1, index: 2, hashes: Buffer.alloc(32 * width, width) })
