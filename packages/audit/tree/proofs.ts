import { nodeHash } from './hashes.ts'
import { consistencySidesOf, isPowerOfTwo, sidesOf } from './sides.ts'

/** Leaves from `from` up to, not including, `to`, as one subtree. */
export interface Subtree {
  from: number
  to: number
}

/** Whose roots prove that leaf `index` is in the tree of `size` leaves, from the leaf upwards (RFC 6962, 2.1.1). */
export function inclusionSubtrees(index: number, size: number): Subtree[] {
  const way: Subtree[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + halfOf(to - from)
    if (index < middle) {
      way.push({ from: middle, to })
      to = middle
    } else {
      way.push({ from, to: middle })
      from = middle
    }
  }
  return way.toReversed()
}

/** Whose roots prove that the tree of `size` leaves begins with that of `earlier` leaves (RFC 6962, 2.1.2). */
export function consistencySubtrees(earlier: number, size: number): Subtree[] {
  if (earlier === 0 || earlier === size) return []
  const way: Subtree[] = []
  let [from, to] = [0, size]
  let isWhole = true
  while (earlier !== to) {
    const middle = from + halfOf(to - from)
    if (earlier <= middle) {
      way.push({ from: middle, to })
      to = middle
    } else {
      way.push({ from, to: middle })
      from = middle
      isWhole = false
    }
  }
  if (!isWhole) way.push({ from, to })
  return way.toReversed()
}

/** Whether the proof shows that the leaf of this hash stands at `index` in the tree of that size and root. */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  { size, root }: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  const sides = sidesOf(index, size)
  if (!sides || sides.length !== proof.length) return false
  let hash: Uint8Array = leaf
  for (const [at, side] of sides.entries())
    hash = side === 'left' ? nodeHash(proof[at], hash) : nodeHash(hash, proof[at])
  return equal(hash, root)
}

/** Whether the proof shows that the later tree begins with all leaves of the earlier one (RFC 9162, 2.1.4.2). */
export function isConsistent(
  earlier: { size: number; root: Uint8Array },
  later: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (earlier.size > later.size) return false
  if (earlier.size === later.size) return proof.length === 0 && equal(earlier.root, later.root)
  if (earlier.size === 0) return proof.length === 0
  const sides = consistencySidesOf(earlier.size, later.size)
  const hashes = isPowerOfTwo(earlier.size) ? [earlier.root, ...proof] : proof
  if (!sides || hashes.length !== sides.length + 1) return false
  let [before, after] = [hashes[0], hashes[0]]
  for (const [at, side] of sides.entries()) {
    const hash = hashes[at + 1]
    if (side === 'left') before = nodeHash(hash, before)
    after = side === 'left' ? nodeHash(hash, after) : nodeHash(after, hash)
  }
  return equal(before, earlier.root) && equal(after, later.root)
}

/** The largest power of two below `n`. */
export function halfOf(n: number): number {
  let half = 1
  while (half * 2 < n) half *= 2
  return half
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
