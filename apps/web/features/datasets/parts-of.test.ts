import { describe, expect, it } from '@jest/globals'
import { shownOf, toMapping } from './parts-of.ts'

const speakers = [
  { speaker: 'user', role: 'client' as const, turns: 2 },
  { speaker: 'kim', role: 'therapist' as const, turns: 1 },
]
const mapping = { text: 'said', order: 'n', labels: ['mood'], roles: { kim: 'therapist' as const } }
const found = { mapping, given: null, speakers }

describe('what a person says of a reading', () => {
  it('is what they change, and the rest is left to detection', () => {
    const shown = shownOf(found)
    expect(toMapping(found, shown)).toEqual({})
    expect(toMapping(found, { ...shown, parts: { ...shown.parts, order: 'turn' } })).toEqual({ order: 'turn' })
    expect(toMapping(found, { ...shown, labels: [] })).toEqual({ labels: [] })
  })

  it('keeps what was said before, unless it is taken back', () => {
    const reading = { ...found, given: { text: 'said', order: 'n', labels: ['mood'] } }
    const shown = shownOf(reading)
    expect(toMapping(reading, { ...shown, parts: { ...shown.parts, order: '' } })).toEqual({
      text: 'said',
      labels: ['mood'],
    })
  })

  it('keeps the roles that were guessed of others', () => {
    const shown = shownOf(found)
    expect(toMapping(found, { ...shown, roles: { ...shown.roles, user: 'other' } })).toEqual({
      roles: { kim: 'therapist', user: 'other' },
    })
  })
})
