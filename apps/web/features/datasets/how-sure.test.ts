import { describe, expect, it } from '@jest/globals'
import { howSure } from './how-sure.ts'

describe('how sure detection is', () => {
  it('is said in words, with the figure', () => {
    expect([0.97, 0.75, 0.5, 0.2].map((confidence) => howSure(confidence))).toEqual([
      'as good as certain (97 %)',
      'likely (75 %)',
      'a good guess (50 %)',
      'a guess (20 %)',
    ])
  })

  it('names what it could also be', () => {
    expect(howSure(0.9, ['transcript', 'csv'])).toBe('not sure (90 %): it could also be transcript or csv')
  })
})
