import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals'
import { createFolderStore } from '@techdeck/artifacts'
import { readinessChecks } from './checks.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

it('hold a failure for a moment, so that what was not there yet is seen soon, and an answer for longer', async () => {
  let asked = 0
  const { redis } = readinessChecks({
    store: { ping: async () => {}, server: async () => ({ name: 'any', version: '1' }) },
    redis: {
      async ping() {
        if (++asked === 1) throw new Error('not there yet')
        return 'PONG'
      },
      info: async () => '# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.0\r\n',
    },
    artifacts: createFolderStore(tmpdir()),
  })
  await expect(redis()).rejects.toThrow('not there yet')
  await expect(redis()).rejects.toThrow('not there yet')
  expect(asked).toBe(1)
  jest.advanceTimersByTime(250)
  expect(await redis()).toBe('Valkey 8.1.0')
  jest.advanceTimersByTime(1900)
  await redis()
  expect(asked).toBe(2)
  jest.advanceTimersByTime(200)
  await redis()
  expect(asked).toBe(3)
})
