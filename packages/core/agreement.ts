import { seeded } from './random.ts'

/** What reviewers said of one thing, by reviewer; who said nothing is absent. */
export type Ratings = { readonly [reviewer: string]: string }

export interface Figure {
  /** `null` where it cannot be told: too little was judged, or everybody said the same of everything. */
  value: number | null
  /** Its 95 % interval by a bootstrap over the things judged. */
  low: number | null
  high: number | null
}

const DRAWS = 1000
const TAIL = 0.025

/**
 * Cohen's kappa of two reviewers over the things that both judged: how much more often they agree than by chance; 1 is
 * always.
 */
export function cohenKappa(pairs: readonly (readonly [a: string, b: string])[]): number | null {
  if (pairs.length === 0) return null
  const first = new Map<string, number>()
  const second = new Map<string, number>()
  let same = 0
  for (const [a, b] of pairs) {
    if (a === b) same++
    first.set(a, (first.get(a) ?? 0) + 1)
    second.set(b, (second.get(b) ?? 0) + 1)
  }
  const n = pairs.length
  let chance = 0
  for (const [label, count] of first) chance += (count / n) * ((second.get(label) ?? 0) / n)
  return chance === 1 ? null : (same / n - chance) / (1 - chance)
}

/** Krippendorff's alpha for names (nominal data), for any number of reviewers who need not judge everything. */
export function krippendorffAlpha(things: readonly Ratings[]): number | null {
  const totals = new Map<string, number>()
  let n = 0
  let disagreed = 0
  for (const ratings of things) {
    const said = Object.values(ratings)
    if (said.length < 2) continue
    const counts = new Map<string, number>()
    for (const label of said) {
      counts.set(label, (counts.get(label) ?? 0) + 1)
      totals.set(label, (totals.get(label) ?? 0) + 1)
    }
    n += said.length
    let alike = 0
    for (const count of counts.values()) alike += count * (count - 1)
    disagreed += (said.length * (said.length - 1) - alike) / (said.length - 1)
  }
  if (n < 2) return null
  let expected = n * (n - 1)
  for (const count of totals.values()) expected -= count * (count - 1)
  return expected === 0 ? null : 1 - ((n - 1) * disagreed) / expected
}

/** A figure of things with its interval; the same things give the same interval. */
export function withInterval<T>(things: readonly T[], figure: (things: readonly T[]) => number | null): Figure {
  const value = figure(things)
  const { below } = seeded(things.length + 1)
  const drawn = Array.from({ length: value === null ? 0 : DRAWS }, () =>
    figure(things.map(() => things[below(things.length)])),
  )
  const known = drawn.filter((each) => each !== null).toSorted((a, b) => a - b)
  return {
    value,
    low: known[Math.floor(known.length * TAIL)] ?? null,
    high: known[Math.ceil(known.length * (1 - TAIL)) - 1] ?? null,
  }
}

/** Kappa of every two reviewers who judged something together, in the order of their names. */
export function kappas(things: readonly Ratings[]): { reviewers: [string, string]; both: number; kappa: Figure }[] {
  const pairs = new Map<string, { reviewers: [string, string]; said: [string, string][] }>()
  for (const ratings of things) {
    const names = Object.keys(ratings).toSorted()
    for (const [i, a] of names.entries())
      for (const b of names.slice(i + 1)) {
        const key = JSON.stringify([a, b])
        if (!pairs.has(key)) pairs.set(key, { reviewers: [a, b], said: [] })
        pairs.get(key)!.said.push([ratings[a], ratings[b]])
      }
  }
  return [...pairs.values()]
    .toSorted((x, y) => (x.reviewers.join() < y.reviewers.join() ? -1 : 1))
    .map(({ reviewers, said }) => ({ reviewers, both: said.length, kappa: withInterval(said, cohenKappa) }))
}
