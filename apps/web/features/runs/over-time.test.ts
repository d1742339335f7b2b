import { describe, expect, it } from '@jest/globals'
import { coursesOf } from './over-time.ts'

describe('what is said over a session', () => {
  const sets = [
    { over_time: { behaviours: { question: { 0: 3, 9: 1 }, reflection: { 0: 1 } } } },
    { over_time: { behaviours: { question: { 0: 1 }, other: { 9: 3 } } } },
    {},
  ]

  it('is the share of a label in each tenth, over all data sets', () => {
    const [question, reflection, ...rest] = coursesOf(sets, 'behaviours', ['question', 'reflection', 'never'])
    expect(rest).toEqual([])
    expect([question.shares[0], question.shares[1], question.shares[9], question.count]).toEqual([0.8, null, 0.25, 5])
    expect(reflection.shares[0]).toBe(0.2)
  })

  it('is nothing where a run did not count it', () => {
    expect(coursesOf([{}, null], 'talk', ['change'])).toEqual([])
  })
})
