// The arithmetic of proofs without any hashing, so that a browser, which hashes asynchronously, walks the same way as
// everybody else.

/** On which side of the way from a leaf to the root a hash of a proof stands. */
export type Side = 'left' | 'right'

/**
 * The sides of the hashes of an inclusion proof, from the leaf upwards (RFC 9162, 2.1.3.2). `null` where a tree of that
 * size has no such leaf.
 */
export function sidesOf(index: number, size: number): Side[] | null {
  if (!isSize(index) || !isSize(size) || index >= size) return null
  return climb(index, size - 1)
}

/**
 * The sides of the hashes of a consistency proof behind its first one, which is the root of the earlier tree where that
 * is full (RFC 9162, 2.1.4.2): what stands on the left is in both trees, what stands on the right in the later alone.
 * `null` where there is nothing to prove: the earlier tree is empty, or not the smaller one.
 */
export function consistencySidesOf(earlier: number, size: number): Side[] | null {
  if (!isSize(earlier) || !isSize(size) || earlier === 0 || earlier >= size) return null
  let [node, last] = [earlier - 1, size - 1]
  while (node % 2 === 1) {
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return climb(node, last)
}

export function isPowerOfTwo(n: number): boolean {
  let odd = n
  while (odd > 1 && odd % 2 === 0) odd /= 2
  return odd === 1
}

/** From a node of a level whose last one is `last` to the root. */
function climb(from: number, lastOfLevel: number): Side[] {
  const sides: Side[] = []
  let [node, last] = [from, lastOfLevel]
  while (last > 0) {
    if (node % 2 === 1 || node === last) {
      sides.push('left')
      while (node % 2 === 0 && node !== 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else {
      sides.push('right')
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return sides
}

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
