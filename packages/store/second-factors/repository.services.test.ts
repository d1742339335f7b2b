import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'

describe('second factors', () => {
  const store = useTestStore('second_factors')
  const fresh = (id: string, secret = 's') => ({
    id,
    secret,
    status: 'pending' as const,
    lastStep: 0,
    recovery: [],
    createdAt: new Date(),
  })

  it('are begun any number of times until they are confirmed, once', async () => {
    const { secondFactors } = store()
    const id = newId()
    await secondFactors.begin(fresh(id))
    await secondFactors.begin(fresh(id, 'other'))
    expect(await secondFactors.get(id)).toMatchObject({ secret: 'other', status: 'pending' })
    expect(await secondFactors.spend(id, 7)).toBe(false)
    const confirmed = await Promise.all([1, 2, 3].map(() => secondFactors.activate(id, 5, ['a', 'b'])))
    expect(confirmed.filter(Boolean)).toHaveLength(1)
    await expect(secondFactors.begin(fresh(id))).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await secondFactors.get(id)).toMatchObject({ secret: 'other', status: 'active', recovery: ['a', 'b'] })
  })

  it('spend each step of time, and each recovery code, once', async () => {
    const { secondFactors } = store()
    const id = newId()
    await secondFactors.begin(fresh(id))
    await secondFactors.activate(id, 5, ['a', 'b'])
    const spent = await Promise.all([6, 6, 6].map((step) => secondFactors.spend(id, step)))
    expect(spent.filter(Boolean)).toHaveLength(1)
    expect([await secondFactors.spend(id, 5), await secondFactors.spend(id, 7)]).toEqual([false, true])
    const used = await Promise.all(['a', 'a', 'c'].map((hash) => secondFactors.useRecovery(id, hash)))
    expect(used.filter(Boolean)).toHaveLength(1)
    expect((await secondFactors.get(id))!.recovery).toEqual(['b'])
    expect(await secondFactors.setRecovery(id, ['x'])).toBe(true)
    expect([await secondFactors.remove(id), await secondFactors.remove(id)]).toEqual([true, false])
    expect(await secondFactors.get(id)).toBeNull()
  })
})
