import { describe, expect, it } from '@jest/globals'
import { newDataKey } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('data keys', () => {
  const store = useTestStore('data_keys')

  it('are gone when they were destroyed, with all others of their data set', async () => {
    const { keys } = store()
    const key = newDataKey()
    const other = newDataKey()
    await Promise.all([keys.create(key), keys.create(newDataKey({ datasetId: key.datasetId })), keys.create(other)])
    await keys.destroy(key.datasetId)
    await keys.destroy(key.datasetId)
    expect(await keys.get(key.id)).toBeNull()
    expect(await keys.get(other.id)).toEqual(other)
  })
})
