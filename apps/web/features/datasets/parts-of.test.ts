import { describe, expect, it } from '@jest/globals'
import { toMapping } from './parts-of.ts'

const speakers = [
  { speaker: 'user', role: 'client' as const, turns: 2 },
  { speaker: 'kim', role: 'other' as const, turns: 1 },
]

describe('what a person says of a reading', () => {
  it('leaves to detection what they leave open', () => {
    expect(toMapping({ mapping: {}, speakers }, { text: 'said', order: '' }, [], { user: 'client' })).toEqual({
      text: 'said',
    })
  })

  it('keeps roles that were said before, and those that are another now', () => {
    const mapping = { labels: ['mood'], roles: { lee: 'therapist' as const } }
    expect(toMapping({ mapping, speakers }, {}, [], { user: 'client', kim: 'therapist' })).toEqual({
      labels: [],
      roles: { lee: 'therapist', kim: 'therapist' },
    })
  })
})
