import { expect, it } from '@jest/globals'
import { deviceOf } from './device-of.ts'

it('names a browser by what it says of itself', () => {
  expect(deviceOf('Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36')).toBe('Chrome on Linux')
  expect(deviceOf('curl/8')).toBe('A browser')
  expect(deviceOf(null)).toBe('A browser')
})
