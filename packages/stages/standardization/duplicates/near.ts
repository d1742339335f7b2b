import type { Fingerprints } from './fingerprints.ts'
import { SKETCH_WORDS, areNear } from './signature.ts'

/**
 * In a bucket of more conversations than this, each is compared with so many before it, or boilerplate that thousands
 * of conversations share would cost the square of their number.
 */
const MOST_COMPARED = 128

/** Conversations that are near duplicates of each other, directly or by way of others. */
export interface NearClusters {
  /** For each conversation the first of its cluster by source position: itself where it is alone. */
  first: Uint32Array
  /** Conversations of each cluster, at the place of its first; 1 for one that is alone. */
  sizes: Uint32Array
}

/**
 * Compares what shares a band, band by band, in order of source position, so that the result depends on the set alone.
 * About 20 bytes a conversation are held beside the fingerprints.
 *
 * @param left 1 for conversations that are not looked at
 */
export function nearClusters(prints: Fingerprints, left: Uint8Array): NearClusters {
  const order = prints.inSourceOrder().filter((at) => left[at] === 0 && prints.signed[at] === 1)
  const groups = new Groups(order.length)
  // One 64-bit number each, the band before the rank, so that sorting numbers brings buckets together in source order.
  const keys = new BigUint64Array(order.length)
  const halves = new Uint32Array(keys.buffer)
  for (const band of prints.bands) {
    for (let rank = 0; rank < order.length; rank++) {
      halves[rank * 2] = rank
      halves[rank * 2 + 1] = band[order[rank]]
    }
    keys.sort()
    for (let start = 0; start < order.length;) {
      let end = start + 1
      while (end < order.length && halves[end * 2 + 1] === halves[start * 2 + 1]) end++
      if (end - start > 1) joinBucket(prints, order, groups, halves.subarray(start * 2, end * 2))
      start = end
    }
  }
  return clustersOf(prints.size, order, groups)
}

/** @param bucket ranks at the even places */
function joinBucket({ sketches }: Fingerprints, order: Uint32Array, groups: Groups, bucket: Uint32Array): void {
  for (let later = 2; later < bucket.length; later += 2) {
    const sketch = order[bucket[later]] * SKETCH_WORDS
    for (let earlier = later - 2; earlier >= 0 && later - earlier <= MOST_COMPARED * 2; earlier -= 2) {
      if (groups.first(bucket[earlier]) === groups.first(bucket[later])) continue
      if (areNear(sketches, order[bucket[earlier]] * SKETCH_WORDS, sketch)) groups.join(bucket[earlier], bucket[later])
    }
  }
}

function clustersOf(size: number, order: Uint32Array, groups: Groups): NearClusters {
  const first = Uint32Array.from({ length: size }, (_, at) => at)
  const sizes = new Uint32Array(size)
  for (let rank = 0; rank < order.length; rank++) first[order[rank]] = order[groups.first(rank)]
  for (let at = 0; at < size; at++) sizes[first[at]]++
  return { first, sizes }
}

/** Disjoint sets of ranks, each known by its least. */
class Groups {
  readonly #before: Uint32Array

  constructor(size: number) {
    this.#before = Uint32Array.from({ length: size }, (_, rank) => rank)
  }

  first(rank: number): number {
    const before = this.#before
    while (before[rank] !== rank) rank = before[rank] = before[before[rank]]
    return rank
  }

  join(a: number, b: number): void {
    const [x, y] = [this.first(a), this.first(b)]
    if (x < y) this.#before[y] = x
    else this.#before[x] = y
  }
}
