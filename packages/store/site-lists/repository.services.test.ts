import { describe, expect, it } from '@jest/globals'
import { newSiteList } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('site lists', () => {
  const store = useTestStore('site_lists')

  it('have versions, of which the newest is found, or the one that is named', async () => {
    const { siteLists } = store()
    for (const version of [1, 2]) await siteLists.create(newSiteList({ name: 'staff', version }))
    await siteLists.create(newSiteList({ name: 'clinics' }))
    expect(await siteLists.find('w1', 'staff')).toMatchObject({ version: 2 })
    expect(await siteLists.find('w1', 'staff', 1)).toMatchObject({ version: 1 })
    expect(await siteLists.find('w2', 'staff')).toBeNull()
    const newest = await siteLists.newest('w1', 10)
    expect(newest.map(({ name, version }) => [name, version])).toEqual([
      ['clinics', 1],
      ['staff', 2],
    ])
  })

  it('get each version once', async () => {
    const { siteLists } = store()
    const list = newSiteList({ name: 'once' })
    await siteLists.create(list)
    await expect(siteLists.create(list)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
