export interface Random {
  /** In [0, 1). */
  next: () => number
  /** A whole number from 0 to n − 1. */
  below: (n: number) => number
  chance: (p: number) => boolean
}

/** A small seeded generator (mulberry32), so that simulations, faults and made-up data can be had again. Not for secrets. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, below: (n) => Math.floor(next() * n), chance: (p) => next() < p }
}
