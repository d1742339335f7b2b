import { describe, expect, it } from '@jest/globals'
import { formatBytes, formatCount, formatDuration, formatScore, formatShare, plural } from '@techdeck/client/figures'
import { formatAgo, formatDate, formatTime, title } from './format.ts'
import { addUp, countsOf, listOf, numberOf, objectOf } from './json.ts'
import { explainReason } from './reasons.ts'

describe('figures for people', () => {
  it('are short and say their unit', () => {
    expect([formatCount(1234567), formatShare(0.256), formatScore(0.7)]).toEqual(['1,234,567', '26 %', '0.70'])
    expect([0, 999, 1000, 99_949, 355_606, 5e12].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '99.9 kB',
      '356 kB',
      '5.0 TB',
    ])
    expect([340, 2400, 185_000, 4_020_000].map(formatDuration)).toEqual(['340 ms', '2.4 s', '3 min 05 s', '1 h 07 min'])
    expect([plural(1, 'row'), plural(2000, 'row')]).toEqual(['1 row', '2,000 rows'])
  })

  it('say how long ago something was, and the year where it is another', () => {
    const now = Date.parse('2026-11-30T12:00:00Z')
    expect(formatAgo('2026-11-30T11:59:50Z', now)).toBe('just now')
    expect(formatAgo('2026-11-30T11:57:00Z', now)).toBe('3 minutes ago')
    expect(formatAgo('2026-11-28T12:00:00Z', now)).toBe('2 days ago')
    expect(formatTime('2026-11-28T12:00:00Z', new Date(now))).not.toContain('2026')
    expect(formatTime('2025-11-28T12:00:00Z', new Date(now))).toContain('2025')
    expect(formatDate('2026-11-28T12:00:00Z')).toBe('28 Nov 2026')
  })

  it('name things of the wire in words', () => {
    expect([title('medical_record_number'), title('ip_address')]).toEqual(['Medical record number', 'IP address'])
    expect(explainReason('invalid_json')).toBe('The line is not valid JSON.')
    expect(explainReason('something_new')).toBe('Something new.')
  })
})

describe('what stages report', () => {
  it('is read as far as it has the form that is looked for', () => {
    expect([objectOf([1]), objectOf(null), listOf({}), numberOf('1')]).toEqual([{}, {}, [], null])
    expect(countsOf({ a: 1, b: 'x', c: 3 })).toEqual([
      ['c', 3],
      ['a', 1],
    ])
    expect(addUp([{ a: 1, b: 1 }, { a: 2 }, undefined])).toEqual([
      ['a', 3],
      ['b', 1],
    ])
  })
})
