import { expect, it } from '@jest/globals'
import { heldFor } from './held-for.ts'

it('asks once for all who ask meanwhile, and again after a failure', async () => {
  let asked = 0
  const ask = heldFor(60_000, async () => {
    if (++asked === 1) throw new Error('away')
    return asked
  })
  await expect(Promise.all([ask(), ask()])).rejects.toThrow('away')
  expect(await Promise.all([ask(), ask()])).toEqual([2, 2])
})
