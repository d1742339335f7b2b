import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import type { ShardStore } from '../ports.ts'
import { shardResult } from './fixtures.ts'

/** What every shard store has to hold to. */
export function shardStoreConformance(
  name: string,
  make: () => Promise<{ store: ShardStore; close?: () => Promise<void> }>,
): void {
  describe(`${name}: shards`, () => {
    let store: ShardStore
    let close: (() => Promise<void>) | undefined
    beforeAll(async () => ({ store, close } = await make()))
    afterAll(() => close?.())

    const planned = async (count: number) => {
      const names = { executionId: newId(), datasetId: newId(), stage: 'quality' as const }
      const plan = `${names.executionId}.${names.datasetId}.quality.run.0123456789abcdef`
      await store.plan({ plan, ...names, count })
      return { plan, names }
    }

    it('lets the first of many commits win', async () => {
      const { plan } = await planned(1)
      await store.claim(plan, 0)
      const commits = await Promise.all(
        ['a', 'b', 'c', 'd', 'e', 'f'].map((token) => store.commit(plan, 0, token, shardResult(token))),
      )
      expect(commits.filter(Boolean)).toHaveLength(1)
      const winner = 'abcdef'[commits.indexOf(true)]
      expect(await store.get(plan, 0)).toMatchObject({ status: 'done', token: winner, result: shardResult(winner) })
    })

    it('recognises a commit that took effect though its answer was lost', async () => {
      const { plan } = await planned(1)
      expect(await store.commit(plan, 0, 'mine', shardResult('mine'))).toBe(true)
      expect(await store.commit(plan, 0, 'mine', shardResult('mine'))).toBe(true)
      expect(await store.commit(plan, 0, 'other', shardResult('other'))).toBe(false)
    })

    it('counts claims, takes them back, and stops at done or parked', async () => {
      const { plan } = await planned(2)
      expect(await store.claim(plan, 0)).toEqual({ state: 'open', claims: 1 })
      expect(await store.claim(plan, 0)).toEqual({ state: 'open', claims: 2 })
      await store.handBack(plan, 0)
      expect(await store.claim(plan, 0)).toEqual({ state: 'open', claims: 2 })
      expect(await store.park(plan, 0, 'POISON')).toBe(true)
      expect(await store.claim(plan, 0)).toMatchObject({ state: 'parked', record: { errorCode: 'POISON' } })
      expect(await store.commit(plan, 0, 'late', shardResult('late'))).toBe(false)
      await store.commit(plan, 1, 'x', shardResult('x'))
      expect(await store.claim(plan, 1)).toMatchObject({ state: 'done' })
      expect(await store.park(plan, 1, 'POISON')).toBe(false)
      expect(await store.claim(plan, 7)).toEqual({ state: 'missing' })
    })

    it('counts claims up to a limit, also when many claim at once', async () => {
      const { plan } = await planned(1)
      const claims = await Promise.all([1, 2, 3, 4, 5, 6].map(() => store.claim(plan, 0, 2)))
      expect(claims.filter(({ state }) => state === 'open')).toHaveLength(2)
      expect((await store.get(plan, 0))!.claims).toBe(2)
      expect(await store.claim(plan, 0, 2)).toEqual({ state: 'suspect', claims: 2 })
      expect(await store.claim(plan, 0, 3)).toEqual({ state: 'open', claims: 3 })
      expect(await store.claim(plan, 0)).toEqual({ state: 'open', claims: 4 })
      expect((await store.get(plan, 0))!.claims).toBe(4)
      await store.commit(plan, 0, 'x', shardResult('x'))
      expect(await store.claim(plan, 0, 2)).toMatchObject({ state: 'done' })
      expect(await store.claim(plan, 7, 2)).toEqual({ state: 'missing' })
    })

    it('counts every one of twenty claims at once', async () => {
      const { plan } = await planned(1)
      await Promise.all(Array.from({ length: 20 }, () => store.claim(plan, 0)))
      expect((await store.get(plan, 0))!.claims).toBe(20)
    })

    it('plans again without touching what is there', async () => {
      const { plan, names } = await planned(3)
      await store.commit(plan, 1, 'x', shardResult('x'))
      await store.plan({ plan, ...names, count: 5 })
      expect(await store.open(plan, 0, 10)).toEqual([0, 2, 3, 4])
    })

    it('lists open shards in order from a place on, and reads ranges', async () => {
      const { plan } = await planned(1200)
      for (const index of [0, 1, 5]) await store.commit(plan, index, 't', shardResult(`k${index}`))
      expect(await store.open(plan, 0, 4)).toEqual([2, 3, 4, 6])
      expect(await store.open(plan, 1195, 10)).toEqual([1195, 1196, 1197, 1198, 1199])
      expect((await store.range(plan, 4, 7)).map(({ index, status }) => [index, status])).toEqual([
        [4, 'open'],
        [5, 'done'],
        [6, 'open'],
      ])
      expect(await store.artifacts(plan, 4, 7)).toEqual([null, shardResult('k5').artifact, null])
      expect(await store.artifacts(plan, 1199, 1300)).toEqual([null])
    })

    it('takes back no more claims than there are, and none of a shard that is done', async () => {
      const { plan } = await planned(2)
      await store.claim(plan, 0)
      for (const _ of [1, 2, 3]) await store.handBack(plan, 0)
      expect(await store.claim(plan, 0)).toEqual({ state: 'open', claims: 1 })
      await store.claim(plan, 1)
      await store.commit(plan, 1, 'x', shardResult('x'))
      await store.handBack(plan, 1)
      await store.handBack(plan, 7)
      expect(await store.get(plan, 1)).toMatchObject({ status: 'done', claims: 1 })
    })

    it('parks once, and nothing that is not there', async () => {
      const { plan } = await planned(1)
      const parked = await Promise.all(['A', 'B', 'C'].map((code) => store.park(plan, 0, code)))
      expect(parked.filter(Boolean)).toHaveLength(1)
      expect((await store.get(plan, 0))!.errorCode).toBe('ABC'[parked.indexOf(true)])
      expect([await store.park(plan, 7, 'A'), await store.get(plan, 7)]).toEqual([false, null])
      expect([await store.reopen(plan), await store.reopen(plan)]).toEqual([1, 0])
    })

    it('opens one parked shard again and leaves the others, and says since when each is parked', async () => {
      const { plan } = await planned(2)
      const before = Date.now() - 1000
      for (const index of [0, 1]) await store.park(plan, index, 'POISON')
      expect((await store.get(plan, 1))!.parkedAt!.getTime()).toBeGreaterThan(before)
      expect([await store.reopen(plan, 1), await store.reopen(plan, 1), await store.reopen(plan, 7)]).toEqual([1, 0, 0])
      expect(await store.get(plan, 0)).toMatchObject({ status: 'parked' })
      expect(await store.get(plan, 1)).toMatchObject({ status: 'open', claims: 0, errorCode: null, parkedAt: null })
    })

    it('opens parked shards again with no claims', async () => {
      const { plan } = await planned(2)
      await store.claim(plan, 1)
      await store.park(plan, 1, 'POISON')
      expect(await store.reopen(plan)).toBe(1)
      expect(await store.claim(plan, 1)).toEqual({ state: 'open', claims: 1 })
    })
  })
}
