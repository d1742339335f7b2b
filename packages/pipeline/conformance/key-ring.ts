import { beforeAll, describe, expect, it } from '@jest/globals'
import type { WrappedDataKey } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { DataKey, KeyRing } from '../ports.ts'

type Ring = KeyRing & { newDataKey(datasetId: string): Promise<{ dataKey: DataKey; wrapped: WrappedDataKey }> }

/** What every key ring has to hold to. */
export function keyRingConformance(name: string, make: () => Promise<Ring>): void {
  describe(`${name}: a key ring`, () => {
    let ring: Ring
    beforeAll(async () => {
      ring = await make()
    })

    it('unwraps the data keys that it made, as often as it is asked', async () => {
      const datasetId = newId()
      const { dataKey, wrapped } = await ring.newDataKey(datasetId)
      expect(dataKey).toMatchObject({ id: wrapped.id, datasetId })
      expect(wrapped).toMatchObject({ datasetId })
      expect(dataKey.key).toHaveLength(32)
      const unwrapped = await Promise.all([1, 2, 3].map(() => ring.unwrap(wrapped)))
      expect(unwrapped).toEqual([dataKey, dataKey, dataKey])
    })

    it('makes another data key each time', async () => {
      const datasetId = newId()
      const [one, two] = [await ring.newDataKey(datasetId), await ring.newDataKey(datasetId)]
      expect(one.dataKey.id).not.toBe(two.dataKey.id)
      expect(one.dataKey.key).not.toEqual(two.dataKey.key)
    })

    it('refuses a key whose bytes are not all there', async () => {
      const { wrapped } = await ring.newDataKey(newId())
      await expect(ring.unwrap({ ...wrapped, wrapped: wrapped.wrapped.subarray(1) })).rejects.toMatchObject({
        code: 'DECRYPTION_ERROR',
        retryable: false,
      })
    })

    it('has one key for pseudonyms, of 32 bytes', () => {
      expect(ring.pseudonymKey).toHaveLength(32)
      expect(ring.pseudonymKey).toEqual(ring.pseudonymKey)
    })
  })
}
