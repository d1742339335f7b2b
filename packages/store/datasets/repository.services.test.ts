import { describe, expect, it } from '@jest/globals'
import type { Dataset } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { newDataset, newFile } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'
import type { Inspection } from './repository.ts'

const upload = { files: [newFile()], sizeBytes: 1024, sha256: 'a'.repeat(64) }
const AT = new Date('2026-03-01T10:00:00.000Z')
const inspection: Inspection = {
  status: 'ready',
  format: 'jsonl',
  encoding: 'utf-8',
  conversationCount: 3,
  turnCount: 30,
  files: [{ ...newFile(), rows: 4, badRows: 1, confidence: 0.9, scattered: false }],
  problems: [{ code: 'bad_row', message: 'A row cannot be read.', line: 2, byteOffset: 100, count: 1 }],
}

describe('data sets', () => {
  const store = useTestStore('datasets')

  const created = (overrides: Partial<Dataset> = {}) => store().datasets.create(newDataset(overrides))

  it('go from upload over inspection to ready, each step once', async () => {
    const { datasets } = store()
    const { id } = await created()
    expect(await datasets.finishInspection(id, 1, inspection)).toBe(false)
    expect(await datasets.finishUpload(id, upload)).toBe(true)
    expect(await datasets.finishUpload(id, upload)).toBe(false)
    expect(await datasets.finishInspection(id, 1, inspection)).toBe(true)
    expect(await datasets.finishInspection(id, 1, inspection)).toBe(false)
    expect(await datasets.get(id)).toMatchObject({ ...inspection, sizeBytes: 1024 })
  })

  it('take an inspection of the version that was added, not of the one before', async () => {
    const { datasets } = store()
    const { id } = await created({ status: 'ready' })
    expect(await datasets.addVersion(id, 1, upload)).toBe(true)
    expect(await datasets.addVersion(id, 1, upload)).toBe(false)
    expect(await datasets.finishInspection(id, 1, inspection)).toBe(false)
    expect(await datasets.finishInspection(id, 2, inspection)).toBe(true)
    expect((await datasets.get(id))!.version).toBe(2)
  })

  it('are listed newest first for a workspace or an owner, without deleted ones', async () => {
    const { datasets } = store()
    const workspaceId = newId()
    const all = []
    for (const userId of ['a', 'b', 'a', 'a']) all.push(await created({ workspaceId, userId, status: 'ready' }))
    expect(await datasets.softDelete(all[3].id, 'ready', AT, AT)).toBe(true)
    expect(await datasets.softDelete(all[3].id, 'ready', AT, AT)).toBe(false)
    expect((await datasets.get(all[3].id))!.status).toBe('deleted')
    const first = await datasets.list({ workspaceId }, null, 2)
    const rest = await datasets.list({ workspaceId }, first.nextCursor, 2)
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual([all[2].id, all[1].id, all[0].id])
    const own = await datasets.list({ workspaceId, userId: 'a' }, null, 10)
    expect(own.items.map(({ id }) => id)).toEqual([all[2].id, all[0].id])
  })

  it('change name and state only while they are there', async () => {
    const { datasets } = store()
    const { id } = await created()
    expect(await datasets.describe(id, { name: 'Other', licence: 'CC-BY-4.0', retainUntil: AT })).toBe(true)
    expect(await datasets.transition(id, ['ready'], 'invalid')).toBe(false)
    expect(await datasets.transition(id, ['uploading', 'ready'], 'invalid')).toBe(true)
    await datasets.softDelete(id, 'invalid', AT, AT)
    expect(await datasets.describe(id, { name: 'Again', retainUntil: null })).toBe(false)
    expect(await datasets.get(id)).toMatchObject({
      name: 'Other',
      licence: 'CC-BY-4.0',
      status: 'deleted',
      retainUntil: AT,
    })
  })

  it('stay until somebody deletes them once their retention is taken back', async () => {
    const { datasets } = store()
    const { id } = await created()
    expect(await datasets.describe(id, { retainUntil: AT })).toBe(true)
    expect(await datasets.get(id)).toMatchObject({ retainUntil: AT })
    expect(await datasets.describe(id, { retainUntil: null })).toBe(true)
    expect(await datasets.get(id)).not.toHaveProperty('retainUntil')
  })
})
