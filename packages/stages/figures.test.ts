import { describe, expect, it } from '@jest/globals'
import { bin, effectSize, normalQuantile, noMoments, observe, unit, varianceOf, without } from './figures.ts'

const momentsOf = (...values: number[]) => {
  const moments = noMoments()
  for (const value of values) observe(moments, value)
  return moments
}

describe('figures', () => {
  it('gives the same variance as the textbook', () => {
    expect(varianceOf(momentsOf(2, 4, 4, 4, 5, 5, 7, 9))).toBeCloseTo(32 / 7)
    expect(varianceOf(momentsOf(3))).toBe(0)
  })

  it('takes a part away from a whole', () => {
    expect(without(momentsOf(1, 2, 3, 4), momentsOf(2, 4))).toEqual(momentsOf(1, 3))
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

  it('knows the quantiles of the normal distribution', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5)
    expect(normalQuantile(0.025)).toBeCloseTo(-1.959964, 5)
    expect(normalQuantile(0.0005)).toBeCloseTo(-3.290527, 5)
    expect(normalQuantile(0.5)).toBeCloseTo(0, 8)
    expect(() => normalQuantile(1)).toThrow(RangeError)
  })

  it('puts scores into twentieths and keeps them in range', () => {
    expect([0, 0.0499, 0.05, 0.7, 1].map(bin)).toEqual([0, 0, 1, 14, 19])
    expect([unit(-1), unit(0.5), unit(2), unit(Number.NaN)]).toEqual([0, 0.5, 1, 0])
  })
})
