import { describe, expect, it } from '@jest/globals'
import { differencesOf, scaleOf } from './forest-of.ts'

const one = { axis: 'gender', group: 'women', measure: 'reply_words', conversations: 40, holds: false }

describe('differences between groups', () => {
  it('come with their intervals, those that hold first', () => {
    const found = differencesOf({
      differences: [
        { ...one, g: 0.9, interval: [-0.2, 2] },
        { ...one, g: -0.3, interval: [-0.5, -0.1], holds: true },
        { ...one, g: 0.4 },
        'nothing of the sort',
      ],
    })
    expect(found.map(({ g, low, high, holds }) => [g, low, high, holds])).toEqual([
      [-0.3, -0.5, -0.1, true],
      [0.9, -0.2, 2, false],
    ])
    expect(scaleOf(found)).toBe(2)
  })

  it('are drawn on a scale that makes no small one look large', () => {
    expect(scaleOf(differencesOf({ differences: [{ ...one, g: 0.01, interval: [-0.02, 0.04] }] }))).toBe(0.5)
    expect(differencesOf({})).toEqual([])
  })
})
