import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newRelease } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('releases', () => {
  const store = useTestStore('releases')

  it('are kept once for each conversation, and go with their data set', async () => {
    const { releases } = store()
    const datasetId = newId()
    const [one, two] = ['c2', 'c1'].map((conversation) => newRelease({ datasetId, conversation }))
    await releases.add([one, two])
    await releases.add([{ ...one, reason: 'another' }])
    expect(await releases.ofDataset(datasetId, 10)).toEqual([two, one])
    expect(await releases.ofDataset(datasetId, 1)).toEqual([two])
    await releases.removeOf(datasetId)
    expect(await releases.ofDataset(datasetId, 10)).toEqual([])
  })
})
