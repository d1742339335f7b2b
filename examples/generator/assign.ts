import { danglingOf, findEchoes } from './echoes.ts'
import type { Prng } from './prng.ts'
import type { Skeleton } from './skeleton.ts'
import type { Node } from './template.ts'

const STEPS = 1500
/** Part of their text that two variants may share before it costs. */
const FREE_SHARE = 0.325
const SHARE_COST = 2000

/**
 * Which phrasing each variant takes of each turn: `result[variant][turn]`.
 *
 * Begins with each phrasing taken equally often, then changes one at a time for as long as that makes variants share less
 * text or answer less that was not said.
 */
export function assignPhrasings(skeleton: Skeleton, variants: number, prng: Prng): number[][] {
  const echoes = findEchoes(skeleton)
  const lengths = skeleton.turns.map(({ phrasings }) => phrasings.map(lengthOf))
  const orders = skeleton.turns.map(({ phrasings }) => balancedOrder(phrasings.length, variants, prng))
  const paths = Array.from({ length: variants }, (_, variant) => orders.map((order) => order[variant]))
  const costOf = (variant: number, path: readonly number[]): number =>
    danglingOf(echoes, path) +
    paths.reduce((sum, other, i) => (i === variant ? sum : sum + shareCost(path, other, lengths)), 0)
  for (let step = 0; step < STEPS; step++) {
    const [variant, turn] = [prng.below(variants), prng.below(skeleton.turns.length)]
    const phrasing = prng.below(skeleton.turns[turn].phrasings.length)
    if (phrasing === paths[variant][turn]) continue
    const changed = paths[variant].with(turn, phrasing)
    if (costOf(variant, changed) <= costOf(variant, paths[variant])) paths[variant] = changed
  }
  return paths
}

function shareCost(a: readonly number[], b: readonly number[], lengths: readonly number[][]): number {
  let shared = 0
  let all = 0
  for (let turn = 0; turn < a.length; turn++) {
    all += lengths[turn][a[turn]]
    if (a[turn] === b[turn]) shared += lengths[turn][a[turn]]
  }
  return Math.max(0, shared / all - FREE_SHARE) ** 2 * SHARE_COST
}

/** Options in a random order, repeated until each variant has one; each option is taken equally often, give or take one. */
export function balancedOrder(options: number, variants: number, prng: Prng): number[] {
  const order: number[] = []
  while (order.length < variants) order.push(...prng.shuffle(Array.from({ length: options }, (_, i) => i)))
  return order.slice(0, variants)
}

/** Characters of a phrasing outside its slots: what it brings to each variant that takes it. */
const lengthOf = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => sum + (node.kind === 'text' ? node.text.length : 0), 0)
