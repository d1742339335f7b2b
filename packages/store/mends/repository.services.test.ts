import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newDataset, newMend } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('mended rows', () => {
  const store = useTestStore('mends')

  it('replace one another until they are released, and are released once', async () => {
    const { mends } = store()
    const mend = newMend()
    expect(await mends.save(mend)).toBe(true)
    expect(await mends.save({ ...mend, artifact: 'other' })).toBe(true)
    const by = { version: 2, releasedBy: 'u2', releasedAt: new Date() }
    await mends.release([mend.id], by)
    await mends.release([mend.id], { ...by, version: 3 })
    expect(await mends.save({ ...mend, artifact: 'late' })).toBe(false)
    expect(await mends.get(mend.id)).toEqual({ ...mend, ...by, artifact: 'other', status: 'released' })
    expect(await mends.get('none')).toBeNull()
  })

  it('are listed by their data set, page by page', async () => {
    const { mends } = store()
    const datasetId = newId()
    for (const row of ['0.1', '0.2', '0.3']) await mends.save(newMend({ datasetId, row }))
    const first = await mends.ofDataset(datasetId, 2, null)
    const rest = await mends.ofDataset(datasetId, 2, first[1].id)
    expect([...first, ...rest].map(({ row }) => row)).toEqual(['0.1', '0.2', '0.3'])
  })
})

describe('a data set', () => {
  const store = useTestStore('mended_datasets')

  it('becomes the next version with mended rows, from the version that was looked at alone', async () => {
    const { datasets } = store()
    const { id, files } = await datasets.create(newDataset({ status: 'ready' }))
    const change = { files, sha256: 'b'.repeat(64), mended: { artifact: 'a', sha256: 'c'.repeat(64), rows: 1 } }
    expect(await datasets.mend(id, 1, change)).toBe(true)
    expect(await datasets.mend(id, 1, change)).toBe(false)
    expect(await datasets.get(id)).toMatchObject({ version: 2, status: 'ready', mended: change.mended })
  })
})
