import { describe, expect, it } from '@jest/globals'
import { leakFigures, upperBound } from './leak-review.ts'

describe('the bound of a leak rate', () => {
  it('is exact: none of 300 is below 1 %', () => {
    expect(upperBound(0, 300)).toBeCloseTo(1 - 0.05 ** (1 / 300), 10)
    expect(upperBound(0, 300)).toBeLessThan(0.01)
    expect(upperBound(0, 298)).toBeGreaterThan(0.01)
  })

  it('is what tables say (Clopper and Pearson, one-sided 95 %)', () => {
    expect(upperBound(1, 10)).toBeCloseTo(0.3942, 4)
    expect(upperBound(5, 100)).toBeCloseTo(0.1023, 4)
    expect(upperBound(10, 10)).toBe(1)
    expect(upperBound(0, 0)).toBe(1)
    expect(upperBound(3, 3000)).toBeLessThan(0.0026)
  })

  it('counts conversations, however many leaks one has', () => {
    const leak = { turn: 0, start: 0, end: 3, category: 'name' as const }
    const [by, at] = ['u', new Date()]
    const marks = { a: { by, at, leaks: [leak, leak] }, b: { by, at, leaks: [] } }
    const sample = ['a', 'b', 'c'].map((conversation) => ({ datasetId: 'd', conversation }))
    expect(leakFigures({ sample, marks })).toMatchObject({ sample: 3, reviewed: 2, leaking: 1, leaks: 2 })
  })
})
