import { describe, expect, it } from '@jest/globals'
import { formatBytes, formatDuration, plural } from '@techdeck/client/figures'
import { formatTime, printable } from './format.ts'

describe('formatting for people', () => {
  it('writes sizes with the unit that fits', () => {
    expect([0, 999, 1000, 1_234_567, 123_456_789, 999_999_999_999_999].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.2 MB',
      '123 MB',
      '1,000 TB',
    ])
  })

  it('writes durations with the unit that fits', () => {
    expect([12, 2449, 59_960, 185_000, 4_020_000].map(formatDuration)).toEqual([
      '12 ms',
      '2.4 s',
      '1 min 00 s',
      '3 min 05 s',
      '1 h 07 min',
    ])
  })

  it('counts one thing and many', () => {
    expect([plural(1, 'row'), plural(1200, 'row'), plural(2, 'box', 'boxes')]).toEqual([
      '1 row',
      '1,200 rows',
      '2 boxes',
    ])
  })

  it('writes no time as a dash', () => {
    expect(formatTime(null)).toBe('–')
    expect(formatTime('2026-01-02T03:04:05.678Z')).toMatch(/^2026-01-0[12] \d\d:\d\d:05$/)
  })

  it('lets text of others neither move the cursor nor turn its direction', () => {
    expect(printable('a\u001b[2Jb\u202ec\nd')).toBe('a·[2Jb·c d')
  })
})
