import { describe, expect, it } from '@jest/globals'
import { placesOf, withPlaces } from './places-of.ts'

const turns = [
  { index: 0, text: '🙂 Sam and sam.' },
  { index: 3, text: 'Who?' },
  { index: 4, text: 'SAM' },
]

describe('marking words that tell who somebody is', () => {
  it('finds them in every turn and case, by code points', () => {
    expect(placesOf(turns, ' sam ', 'name')).toEqual([
      { turn: 0, start: 2, end: 5, category: 'name' },
      { turn: 0, start: 10, end: 13, category: 'name' },
      { turn: 4, start: 0, end: 3, category: 'name' },
    ])
    expect(placesOf(turns, '  ', 'name')).toEqual([])
    expect(placesOf(turns, 'nobody at all says this', 'name')).toEqual([])
  })

  it('marks a place once', () => {
    const [first] = placesOf(turns, 'Sam', 'name')
    const again = placesOf(turns, 'sam and', 'other')
    expect(withPlaces([first], again)).toEqual(again)
    expect(withPlaces(again, [])).toEqual(again)
  })
})
