import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import type { LeaseStore } from '../ports.ts'
import { until } from './fixtures.ts'

/** Longer than any test takes. */
const LONG_MS = 600_000

/** What every store of leases has to hold to. */
export function leaseStoreConformance(
  name: string,
  make: () => Promise<{ store: LeaseStore; close?: () => Promise<void> }>,
): void {
  describe(`${name}: leases`, () => {
    let store: LeaseStore
    let close: (() => Promise<void>) | undefined
    beforeAll(async () => ({ store, close } = await make()))
    afterAll(() => close?.())

    it('are held by one of twenty who ask at once, who may ask again', async () => {
      const owners = Array.from({ length: 20 }, (_, at) => `owner ${at}`)
      const lease = newId()
      const held = await Promise.all(owners.map((owner) => store.acquire(lease, owner, LONG_MS)))
      expect(held.filter(Boolean)).toHaveLength(1)
      expect(await store.acquire(lease, owners[held.indexOf(true)], LONG_MS)).toBe(true)
      expect(await store.acquire(lease, 'another', LONG_MS)).toBe(false)
    })

    it('end by themselves, however often others ask, and are then anybody’s', async () => {
      const lease = newId()
      expect(await store.acquire(lease, 'a', 100)).toBe(true)
      await until(() => store.acquire(lease, 'b', LONG_MS))
      expect(await store.acquire(lease, 'a', LONG_MS)).toBe(false)
    })

    it('last as long as their holder asked for last', async () => {
      const [longer, shorter] = [newId(), newId()]
      await store.acquire(longer, 'a', 1)
      await store.acquire(longer, 'a', LONG_MS)
      await store.acquire(shorter, 'a', LONG_MS)
      await store.acquire(shorter, 'a', 1)
      await until(() => store.acquire(shorter, 'b', LONG_MS))
      expect(await store.acquire(longer, 'b', LONG_MS)).toBe(false)
    })

    it('are given back by their holder alone, and as often as it likes', async () => {
      const lease = newId()
      await store.acquire(lease, 'a', LONG_MS)
      await store.release(lease, 'b')
      expect(await store.acquire(lease, 'b', LONG_MS)).toBe(false)
      await store.release(lease, 'a')
      await store.release(lease, 'a')
      expect(await store.acquire(lease, 'b', LONG_MS)).toBe(true)
      await store.release(lease, 'a')
      expect(await store.acquire(lease, 'c', LONG_MS)).toBe(false)
      await store.release(newId(), 'a')
    })

    it('of different names are different leases', async () => {
      const owners = ['a', 'b', 'c']
      expect(await Promise.all(owners.map((owner) => store.acquire(newId(), owner, LONG_MS)))).toEqual([
        true,
        true,
        true,
      ])
    })

    it('take an owner’s name for a value, never for a field', async () => {
      const lease = newId()
      expect(await store.acquire(lease, 'a', LONG_MS)).toBe(true)
      expect(await store.acquire(lease, '$owner', LONG_MS)).toBe(false)
    })
  })
}
