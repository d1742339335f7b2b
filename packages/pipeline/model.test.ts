import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { simulate, simulateFailingPorts, simulatePoison } from './testing/simulate.ts'

// A model of the whole protocol: ports in memory, every answer in any order, and everything lost that may be lost.
// Each seed is one history; a failing one is printed and can be run again by `simulate(seed)`.
const SEEDS = 2000
/** `./techdeck test --full` runs a thousand. */
const FAILING_SEEDS = process.env.TECHDECK_LONG_TESTS ? 1000 : 150

describe('the flow and the commit protocol', () => {
  it(`lose and double nothing in ${SEEDS} histories of loss, reordering and unanswered writes`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (seed) => {
        const history = await simulate(seed)
        expect(history.problems).toEqual([])
      }),
      { numRuns: SEEDS, seed: 20_260_101 },
    )
  }, 120_000)

  it(`lose and double nothing in ${FAILING_SEEDS} histories where 1 to 20 % of the calls of every port fail`, async () => {
    for (let seed = 1; seed <= FAILING_SEEDS; seed++) {
      const { problems } = await simulateFailingPorts(seed)
      expect({ seed, problems }).toEqual({ seed, problems: [] })
    }
  }, 300_000)

  it('park the shard that its workers die of, and none of those at work beside it, in 150 histories', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (seed) => {
        const { problems, ends, parked, poison, deaths, rounds } = await simulatePoison(seed)
        expect({ problems, ends, parked, deaths, rounds }).toEqual({
          problems: [],
          ends: ['partial'],
          parked: [poison],
          deaths: 4,
          rounds: 1,
        })
      }),
      { numRuns: 150, seed: 20_260_101 },
    )
  }, 120_000)

  it('does meet faults, broken parts, cancellations and retries in those histories', async () => {
    const histories = await Promise.all(Array.from({ length: 60 }, (_, seed) => simulate(seed + 1)))
    const faults = histories.reduce((sum, { faults: count }) => sum + count, 0)
    const ends = new Set(histories.flatMap((history) => history.ends))
    expect(faults).toBeGreaterThan(300)
    expect(histories.some(({ rounds }) => rounds > 1)).toBe(true)
    expect(ends).toEqual(new Set(['completed', 'partial', 'failed', 'cancelled']))
    expect(histories.some((history) => history.ends.length > 1)).toBe(true)
  })
})
