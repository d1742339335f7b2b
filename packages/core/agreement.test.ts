import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cohenKappa, kappas, krippendorffAlpha, withInterval, type Ratings } from './agreement.ts'

const pairs = (...said: [string, string, number][]): [string, string][] =>
  said.flatMap(([a, b, times]) => Array.from({ length: times }, (): [string, string] => [a, b]))

describe("Cohen's kappa", () => {
  it('is what textbooks compute', () => {
    // Twenty grants, read by two: 20 yes, 15 no, 5 and 10 apart.
    expect(cohenKappa(pairs(['y', 'y', 20], ['n', 'n', 15], ['y', 'n', 5], ['n', 'y', 10]))).toBeCloseTo(0.4, 10)
  })

  it('is 1 for the same verdicts, 0 for chance, below 0 for the contrary, and not told of one verdict alone', () => {
    expect(cohenKappa(pairs(['a', 'a', 3], ['b', 'b', 2]))).toBe(1)
    expect(cohenKappa(pairs(['a', 'a', 1], ['a', 'b', 1], ['b', 'a', 1], ['b', 'b', 1]))).toBe(0)
    expect(cohenKappa(pairs(['a', 'b', 2], ['b', 'a', 2]))).toBe(-1)
    expect(cohenKappa(pairs(['a', 'a', 4]))).toBeNull()
    expect(cohenKappa([])).toBeNull()
  })
})

describe("Krippendorff's alpha", () => {
  it('is what Krippendorff computes for four observers who did not see everything', () => {
    const rows = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
      [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
    ]
    const things = rows[0].map((_, thing) =>
      Object.fromEntries(rows.flatMap((row, who) => (row[thing] === null ? [] : [[`r${who}`, String(row[thing])]]))),
    )
    expect(krippendorffAlpha(things)).toBeCloseTo(0.743, 3)
  })

  it('is 1 for the same verdicts and not told where nothing was judged twice', () => {
    expect(
      krippendorffAlpha([
        { a: 'x', b: 'x' },
        { a: 'y', b: 'y', c: 'y' },
      ]),
    ).toBe(1)
    expect(krippendorffAlpha([{ a: 'x' }, { b: 'y' }])).toBeNull()
  })
})

describe('an interval', () => {
  it('holds the figure, and is the same each time', () => {
    const label = fc.constantFrom('keep', 'leave_out', 'unsure')
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label), { minLength: 12, maxLength: 30 }), (said) => {
        const { value, low, high } = withInterval(said, cohenKappa)
        expect(withInterval(said, cohenKappa)).toEqual({ value, low, high })
        expect(value === null || (low! <= value + 1e-9 && high! >= value - 1e-9)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  it('is of every two who judged something together', () => {
    const things: Ratings[] = [{ ann: 'x', bob: 'x' }, { ann: 'y', bob: 'y', cyd: 'x' }, { cyd: 'y' }]
    expect(kappas(things).map(({ reviewers, both }) => [...reviewers, both])).toEqual([
      ['ann', 'bob', 2],
      ['ann', 'cyd', 1],
      ['bob', 'cyd', 1],
    ])
    expect(kappas(things)[0].kappa.value).toBe(1)
  })
})
