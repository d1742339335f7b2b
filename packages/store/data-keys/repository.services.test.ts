import { describe, expect, it } from '@jest/globals'
import { newDataKey } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('data keys', () => {
  const store = useTestStore('data_keys')

  it('are wrapped anew once, page by page, and counted by what wraps them', async () => {
    const { keys } = store()
    const made = Array.from({ length: 5 }, (_, at) => newDataKey({ id: `0-${at}`, kekId: 'old' }))
    for (const key of made) await keys.create(key)
    expect(await keys.wrappedBy('old', '', 3)).toEqual(made.slice(0, 3))
    expect((await keys.wrappedBy('old', '0-2', 2)).map(({ id }) => id)).toEqual(['0-3', '0-4'])
    const after = { kekId: 'new', wrapped: Uint8Array.of(1, 2, 3) }
    const turned = await Promise.all([1, 2, 3].map(() => keys.rewrap(made[0], after)))
    expect(turned.filter(Boolean)).toHaveLength(1)
    expect(await keys.get('0-0')).toEqual({ ...made[0], ...after })
    expect([await keys.count('old'), await keys.count('new'), await keys.count('none')]).toEqual([4, 1, 0])
    expect(await keys.wrappedBy('old', '', 9)).toHaveLength(4)
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
