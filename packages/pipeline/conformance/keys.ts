import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { WrappedDataKey } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { KeyStore } from '../ports.ts'
import { newDataKey } from './fixtures.ts'

type Store = KeyStore & { create(key: WrappedDataKey): Promise<void> }

/** What every store of wrapped data keys has to hold to. */
export function keyStoreConformance(
  name: string,
  make: () => Promise<{ store: Store; close?: () => Promise<void> }>,
): void {
  describe(`${name}: data keys`, () => {
    let store: Store
    let close: (() => Promise<void>) | undefined
    beforeAll(async () => ({ store, close } = await make()))
    afterAll(() => close?.())

    it('come back byte by byte, each time', async () => {
      const key = newDataKey({ wrapped: Uint8Array.from({ length: 256 }, (_, byte) => byte) })
      await store.create(key)
      expect(await store.get(key.id)).toEqual(key)
      expect(await store.get(key.id)).toEqual(key)
      expect(await store.get(newId())).toBeNull()
    })

    it('are never replaced by others', async () => {
      const key = newDataKey()
      const writes = [1, 2, 3, 4].map((byte) => store.create({ ...key, wrapped: new Uint8Array([byte]) }))
      const ends = await Promise.allSettled(writes)
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const first = ends.findIndex(({ status }) => status === 'fulfilled') + 1
      expect((await store.get(key.id))!.wrapped).toEqual(new Uint8Array([first]))
      await expect(store.create(key)).rejects.toMatchObject({ code: 'CONFLICT' })
    })

    it('stay as they are when whoever made them overwrites its own bytes', async () => {
      const wrapped = new Uint8Array([1, 2, 3])
      const key = newDataKey({ wrapped })
      await store.create(key)
      wrapped.fill(0)
      expect((await store.get(key.id))!.wrapped).toEqual(new Uint8Array([1, 2, 3]))
    })
  })
}
