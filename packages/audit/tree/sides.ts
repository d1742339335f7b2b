/** On which side of the way from a leaf to the root each hash of its inclusion proof stands, from the leaf upwards. */
export type Side = 'left' | 'right'

/**
 * The arithmetic of inclusion proofs (RFC 9162, 2.1.3.2) without any hashing, so that a browser, which hashes
 * asynchronously, walks the same way as everybody else. `null` where a tree of that size has no such leaf.
 */
export function sidesOf(index: number, size: number): Side[] | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null
  const sides: Side[] = []
  let node = index
  let last = size - 1
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
