import { seeded, type Random } from '@techdeck/core'
import type { Arrivals } from './replay.ts'

const HOUR_S = 3600

/** Jobs that come in one by one, so many a second on average (a Poisson process). */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let [count, product] = [0, random.next()]
  while (product > limit) {
    count++
    product *= random.next()
  }
  return count
}

const seconds = (count: number, at: (second: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => at(i))

/** Loads that people make, by name: jobs for each second of four hours, or of a day; equal seeds give equal loads. */
export const LOADS: { readonly [name: string]: (seed: number) => Arrivals } = {
  /** As many all the time. */
  steady: (seed) => {
    const random = seeded(seed)
    return seconds(4 * HOUR_S, () => poisson(random, 3))
  },
  /** A large data set every hour, and nothing else. */
  bursts: () => seconds(4 * HOUR_S, (at) => (at % HOUR_S === 600 ? 6000 : 0)),
  /** A working day: nobody at night, most at eleven. */
  day: (seed) => {
    const random = seeded(seed)
    return seconds(24 * HOUR_S, (at) => poisson(random, 6 * Math.max(0, Math.sin((Math.PI * (at / HOUR_S - 6)) / 12))))
  },
  /** More and more. */
  growth: (seed) => {
    const random = seeded(seed)
    return seconds(4 * HOUR_S, (at) => poisson(random, (8 * at) / (4 * HOUR_S)))
  },
  /** Now and then many, otherwise few: where a policy that follows every change goes up and down. */
  restless: (seed) => {
    const random = seeded(seed)
    let mean = 1
    return seconds(4 * HOUR_S, (at) => {
      if (at % 240 === 0) mean = random.chance(0.5) ? 1 : 6
      return poisson(random, mean)
    })
  },
}
