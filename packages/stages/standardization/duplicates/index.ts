import { exactDuplicates } from './exact.ts'
import { Fingerprints, type Place } from './fingerprints.ts'
import { nearClusters } from './near.ts'
import { SKETCH_WORDS, areNear } from './signature.ts'

export { fingerprint } from './fingerprint.ts'
export type { Place } from './fingerprints.ts'

export interface Duplicate extends Place {
  reason: 'duplicate_exact' | 'near_duplicate'
  /** Where the one is that stays in its place. */
  into: Place['position']
}

export interface Duplicates {
  /** In order of shard and place. */
  dropped: Duplicate[]
  /** Those that stay and have near duplicates, each with the first of its cluster; in order of shard and place. */
  clustered: Iterable<Place & { first: Place['position'] }>
  exact: { dropped: number; clusters: number; largest: number }
  near: { dropped: number; clusters: number; largest: number; conversations: number }
}

/**
 * Finds exact and near duplicates over a whole data set. What is found depends on the conversations and their source
 * positions alone. At most 244 bytes a conversation are held, whatever the length of its text.
 *
 * Exact duplicates are dropped but the first by source position. Of near duplicates `drop` drops those which are near
 * to the first of their cluster; what belongs to it only by way of others stays.
 * @param size how many entries there are
 */
export async function findDuplicates(
  entries: AsyncIterable<{ shard: number; ordinal: number; item: unknown }>,
  size: number,
  { dropDuplicates, nearDuplicates }: { dropDuplicates: boolean; nearDuplicates: 'mark' | 'drop' | 'keep' },
): Promise<Duplicates> {
  const prints = await Fingerprints.read(entries, size, nearDuplicates !== 'keep')
  const { repeats, firsts, ...sets } = dropDuplicates
    ? exactDuplicates(prints)
    : { repeats: new Uint8Array(size), firsts: new Uint32Array(0), clusters: 0, largest: 0 }
  const { first, sizes } = nearClusters(prints, repeats)
  const isDropped = (at: number): boolean =>
    nearDuplicates === 'drop' &&
    first[at] !== at &&
    areNear(prints.sketches, first[at] * SKETCH_WORDS, at * SKETCH_WORDS)

  const dropped: Duplicate[] = []
  const near = { dropped: 0, clusters: 0, largest: 0, conversations: 0 }
  let repeated = 0
  for (let at = 0; at < size; at++) {
    if (repeats[at] === 1) {
      repeated++
      dropped.push({ ...prints.place(at), reason: 'duplicate_exact', into: prints.place(firsts[at]).position })
      continue
    }
    if (sizes[first[at]] < 2) continue
    near.conversations++
    if (first[at] === at) {
      near.clusters++
      near.largest = Math.max(near.largest, sizes[at])
    } else if (isDropped(at)) {
      near.dropped++
      dropped.push({ ...prints.place(at), reason: 'near_duplicate', into: prints.place(first[at]).position })
    }
  }
  function* clustered() {
    for (let at = 0; at < size; at++) {
      if (repeats[at] === 1 || sizes[first[at]] < 2 || isDropped(at)) continue
      yield { ...prints.place(at), first: prints.place(first[at]).position }
    }
  }
  return { dropped, clustered: { [Symbol.iterator]: clustered }, exact: { dropped: repeated, ...sets }, near }
}
