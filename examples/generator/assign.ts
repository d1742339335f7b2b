import type { Skeleton } from './skeleton.ts'
import type { Prng } from './prng.ts'
import type { Node } from './template.ts'

const CANDIDATES = 40

/**
 * Which phrasing each variant takes of each turn: `result[turn][variant]`.
 * Over all variants each phrasing of a turn is taken about equally often, and no two variants share much text.
 */
export function assignPhrasings(skeleton: Skeleton, variants: number, prng: Prng): number[][] {
  const shared = new Map<string, number>()
  return skeleton.turns.map(({ phrasings }) => {
    const length = phrasings.reduce((sum, nodes) => sum + lengthOf(nodes), 0) / phrasings.length
    const candidates = Array.from({ length: CANDIDATES }, () => balancedOrder(phrasings.length, variants, prng))
    const costs = candidates.map((order) =>
      pairsOf(order).reduce((sum, pair) => sum + length * (2 * (shared.get(pair) ?? 0) + length), 0),
    )
    const best = candidates[costs.indexOf(Math.min(...costs))]
    for (const pair of pairsOf(best)) shared.set(pair, (shared.get(pair) ?? 0) + length)
    return best
  })
}

/** Characters of a phrasing outside its slots: what it brings to each variant that takes it. */
const lengthOf = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => sum + (node.kind === 'text' ? node.text.length : 0), 0)

/** Options in a random order, repeated until each variant has one; each option is taken equally often, give or take one. */
export function balancedOrder(options: number, variants: number, prng: Prng): number[] {
  const order: number[] = []
  while (order.length < variants) order.push(...prng.shuffle(Array.from({ length: options }, (_, i) => i)))
  return order.slice(0, variants)
}

/** Names of the pairs of variants that take the same phrasing. */
const pairsOf = (order: readonly number[]): string[] =>
  order.flatMap((option, a) => order.slice(0, a).flatMap((other, b) => (other === option ? [`${b},${a}`] : [])))
