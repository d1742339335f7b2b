import { describe, expect, it } from '@jest/globals'
import { bin, effectSize, unit, varianceOf } from './figures.ts'

const momentsOf = (...values: number[]) => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  sumSquares: values.reduce((sum, value) => sum + value * value, 0),
})

describe('figures', () => {
  it('gives the same variance as the textbook', () => {
    expect(varianceOf(momentsOf(2, 4, 4, 4, 5, 5, 7, 9))).toBeCloseTo(32 / 7)
    expect(varianceOf(momentsOf(3))).toBe(0)
  })

  it('measures how far means lie apart, with an interval', () => {
    // d = 2 / 1.5811 = 1.2649; Hedges’ correction for 8 degrees of freedom is 1 − 3 / 31.
    const effect = effectSize(momentsOf(3, 4, 5, 6, 7), momentsOf(1, 2, 3, 4, 5))!
    expect(effect.g).toBeCloseTo(1.143, 2)
    expect(effect.low).toBeCloseTo(-0.194, 2)
    expect(effect.high).toBeCloseTo(2.479, 2)
  })

  it('says nothing of too few observations or of none that differ', () => {
    expect(effectSize(momentsOf(1), momentsOf(1, 2))).toBeNull()
    expect(effectSize(momentsOf(1, 1), momentsOf(1, 1, 1))).toBeNull()
  })

  it('puts scores into twentieths and keeps them in range', () => {
    expect([0, 0.0499, 0.05, 0.7, 1].map(bin)).toEqual([0, 0, 1, 14, 19])
    expect([unit(-1), unit(0.5), unit(2), unit(Number.NaN)]).toEqual([0, 0.5, 1, 0])
  })
})
