import { describe, expect, it } from '@jest/globals'
import { ConflictError, newId } from '@techdeck/core'
import { newDataKey } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('data keys', () => {
  const store = useTestStore('data_keys')

  it('come back byte by byte', async () => {
    const key = newDataKey()
    await store().keys.create(key)
    expect(await store().keys.get(key.id)).toEqual(key)
    expect(await store().keys.get(newId())).toBeNull()
  })

  it('are never replaced by others', async () => {
    const key = newDataKey()
    await store().keys.create(key)
    await expect(store().keys.create({ ...key, wrapped: new Uint8Array([9]) })).rejects.toThrow(ConflictError)
    expect((await store().keys.get(key.id))!.wrapped).toEqual(key.wrapped)
  })

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
