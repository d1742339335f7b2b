import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { DatasetStore } from '../ports.ts'
import { newDataset, newFile } from './fixtures.ts'

type Store = DatasetStore & {
  create(dataset: Dataset): Promise<unknown>
  addVersion(id: string, from: number, upload: Pick<Dataset, 'files' | 'sizeBytes' | 'sha256'>): Promise<boolean>
}

const found = {
  status: 'ready' as const,
  format: 'jsonl',
  encoding: 'utf-8',
  conversationCount: 3,
  turnCount: 30,
  files: [{ ...newFile(), rows: 4, badRows: 1, confidence: 0.9, scattered: false }],
  problems: [{ code: 'bad_row', message: 'A row cannot be read.', line: 2, byteOffset: 100, count: 1 }],
}

/** What every store of data sets has to hold to. */
export function datasetStoreConformance(
  name: string,
  make: () => Promise<{ store: Store; close?: () => Promise<void> }>,
): void {
  describe(`${name}: data sets`, () => {
    let store: Store
    let close: (() => Promise<void>) | undefined
    beforeAll(async () => ({ store, close } = await make()))
    afterAll(() => close?.())

    const created = async (overrides: Partial<Dataset> = {}) => {
      const dataset = newDataset({ status: 'inspecting', ...overrides })
      await store.create(dataset)
      return dataset
    }

    it('come back as they were created, and keep their id to themselves', async () => {
      const dataset = await created({ files: [newFile(0), newFile(1)] })
      expect(await store.get(dataset.id)).toEqual(dataset)
      await expect(store.create({ ...dataset, name: 'Another' })).rejects.toMatchObject({ code: 'CONFLICT' })
      expect(await store.get(dataset.id)).toEqual(dataset)
      expect(await store.get(newId())).toBeNull()
    })

    it('are inspected once, with all that was found', async () => {
      const dataset = await created()
      expect(await store.finishInspection(dataset.id, 1, found)).toBe(true)
      expect(await store.finishInspection(dataset.id, 1, { ...found, status: 'invalid' })).toBe(false)
      const { updatedAt, ...inspected } = (await store.get(dataset.id))!
      const { updatedAt: before, ...whole } = dataset
      expect(inspected).toEqual({ ...whole, ...found })
      expect(updatedAt.getTime()).toBeGreaterThan(before.getTime())
    })

    it('take one of many inspections that end at once', async () => {
      const { id } = await created()
      const ends = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((turnCount) => store.finishInspection(id, 1, { ...found, turnCount })),
      )
      expect(ends.filter(Boolean)).toHaveLength(1)
      expect((await store.get(id))!.turnCount).toBe(ends.indexOf(true) + 1)
    })

    it('take no inspection of another version, nor while they wait for none', async () => {
      const { id } = await created({ version: 2 })
      expect(await store.finishInspection(id, 1, found)).toBe(false)
      expect(await store.finishInspection(id, 3, found)).toBe(false)
      expect((await store.get(id))!.status).toBe('inspecting')
      for (const status of ['uploading', 'ready', 'invalid', 'deleted'] as const) {
        const other = await created({ status })
        expect([status, await store.finishInspection(other.id, 1, found)]).toEqual([status, false])
        expect(await store.get(other.id)).toEqual(other)
      }
      expect(await store.finishInspection(newId(), 1, found)).toBe(false)
    })

    it('keep what each version held when files are added', async () => {
      const { id } = await created()
      const more = { files: [newFile(0), newFile(1)], sizeBytes: 2048, sha256: 'b'.repeat(64) }
      expect(await store.addVersion(id, 1, more)).toBe(false)
      await store.finishInspection(id, 1, found)
      const first = (await store.get(id))!
      expect(await store.atVersion(id, 1)).toEqual(first)
      expect([await store.addVersion(id, 2, more), await store.addVersion(id, 1, more)]).toEqual([false, true])
      expect(await store.addVersion(id, 1, more)).toBe(false)
      expect(await store.get(id)).toMatchObject({ ...more, version: 2, status: 'inspecting' })
      const { files, sha256, conversationCount, problems } = first
      expect(await store.atVersion(id, 1)).toMatchObject({ version: 1, files, sha256, conversationCount, problems })
      expect((await store.atVersion(id, 2))!.files).toEqual(more.files)
      expect([await store.atVersion(id, 3), await store.atVersion(newId(), 1)]).toEqual([null, null])
    })

    it('wait for inspection page by page, in order of ids and each once', async () => {
      const own = new Set<string>()
      for (let count = 0; count < 5; count++) own.add((await created()).id)
      await created({ status: 'ready' })
      const whole = (await store.inspecting(1000, null)).map(({ id }) => id)
      expect(whole).toEqual(whole.toSorted())
      expect(whole.filter((id) => own.has(id))).toHaveLength(5)
      const paged: string[] = []
      for (let after: string | null = null; ;) {
        const page = await store.inspecting(2, after)
        expect(page.every(({ status }) => status === 'inspecting')).toBe(true)
        paged.push(...page.map(({ id }) => id))
        if (page.length < 2) break
        after = page[1].id
      }
      expect(paged).toEqual(whole)
    })
  })
}
