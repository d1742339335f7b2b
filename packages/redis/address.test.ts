import { describe, expect, it } from '@jest/globals'
import { parseRedisAddress } from './address.ts'

describe('an address of Redis', () => {
  it.each([
    ['redis://127.0.0.1', { kind: 'single', nodes: [{ host: '127.0.0.1', port: 6379 }] }],
    [
      'rediss://u:p%40ss@redis.example.org:7000/3',
      { kind: 'single', nodes: [{ host: 'redis.example.org', port: 7000 }], username: 'u', password: 'p@ss', db: 3 },
    ],
    [
      'redis+sentinel://:secret@a:26380/main?nodes=b,[::1]:9',
      {
        kind: 'sentinel',
        master: 'main',
        password: 'secret',
        nodes: [
          { host: 'a', port: 26_380 },
          { host: 'b', port: 26_379 },
          { host: '::1', port: 9 },
        ],
      },
    ],
    [
      'rediss+cluster://a:7101?nodes=b:7102,c:7103',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 7101 },
          { host: 'b', port: 7102 },
          { host: 'c', port: 7103 },
        ],
      },
    ],
  ])('%s', (text, expected) => expect(parseRedisAddress(text)).toEqual(expected))

  it.each([
    'http://a',
    'redis+ring://a',
    'redis+sentinel://u:zebedee@a:1',
    'redis+cluster://u:zebedee@a?nodes=,',
    'zebedee',
  ])('%s is refused without a word of it', (text) => {
    const refusal = (() => {
      try {
        return parseRedisAddress(text)
      } catch (error) {
        return error as Error
      }
    })()
    expect(refusal).toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(JSON.stringify([refusal, (refusal as Error).message])).not.toContain('zebedee')
  })
})
