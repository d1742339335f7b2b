import { expect, it } from '@jest/globals'
import { findTampering } from './testing/find-tampering.ts'

it('finds each of ten thousand changes of what is stored', async () => {
  expect(await findTampering(10_000, 2)).toEqual({ tried: 10_000, missed: [] })
}, 600_000)
