import { beforeEach, describe, expect, it, jest } from '@jest/globals'
import { formatTime } from './format.ts'
import { prefer, preferences, watchPreferences, zoneOf } from './preferences.ts'

const kept = new Map<string, string>()
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
  },
  document: { documentElement: { dataset: {} } },
})

describe('what somebody prefers', () => {
  beforeEach(() => prefer({ theme: 'system', timeZone: 'system' }))

  it('is as the device says, until it is chosen, and then remembered and told', () => {
    expect([preferences(), zoneOf(preferences())]).toEqual([{ theme: 'system', timeZone: 'system' }, {}])
    const heard = jest.fn()
    const stop = watchPreferences(heard)
    prefer({ theme: 'dark' })
    stop()
    prefer({ timeZone: 'Asia/Tokyo' })
    expect(heard).toHaveBeenCalledTimes(1)
    expect(document.documentElement.dataset).toEqual({ theme: 'dark' })
    expect(JSON.parse(kept.get('techdeck.preferences')!)).toEqual({ theme: 'dark', timeZone: 'Asia/Tokyo' })
  })

  it('is the zone of every time that is shown', () => {
    const at = '2026-11-28T23:30:00Z'
    prefer({ timeZone: 'UTC' })
    expect(formatTime(at, new Date(at))).toContain('28 Nov, 23:30')
    prefer({ timeZone: 'Asia/Tokyo' })
    expect(formatTime(at, new Date(at))).toContain('29 Nov, 08:30')
    // It is another year there already.
    expect(formatTime('2026-12-31T23:30:00Z', new Date(at))).toContain('2027')
  })

  it('is as usual where it names what there is not', () => {
    prefer({ timeZone: 'Mars/Olympus', theme: 'neon' as 'dark' })
    expect(preferences()).toEqual({ theme: 'system', timeZone: 'system' })
  })
})
