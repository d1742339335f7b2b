import { exactDuplicates } from './exact.ts'
import { Fingerprints, type EntriesOf, type Place } from './fingerprints.ts'
import { nearClusters } from './near.ts'
import { SKETCH_WORDS, areNear } from './signature.ts'

export { fingerprint } from './fingerprint.ts'
export type { Place } from './fingerprints.ts'

export interface Duplicate extends Place {
  reason: 'duplicate_exact' | 'near_duplicate'
  /** The one that stays in its place. */
  into: Place
}

export interface Duplicates {
  /** In order of shard and place. */
  dropped: Duplicate[]
  /** Those that stay and have near duplicates, each with the first of its cluster; in order of shard and place. */
  clustered: Iterable<Place & { first: Place }>
  exact: { dropped: number; clusters: number; largest: number }
  near: { dropped: number; clusters: number; largest: number; conversations: number }
  /** Of each other set: what was dropped or marked because the first of its kind is there. */
  across: { exact: number; near: number }[]
}

/**
 * Finds exact and near duplicates over a whole data set, and in `others`, whose conversations come before. What is found
 * depends on the conversations and their source positions alone. At most 244 bytes a conversation are held, whatever the
 * length of its text.
 *
 * Exact duplicates are dropped but the first by source position. Of near duplicates `drop` drops those which are near
 * to the first of their cluster; what belongs to it only by way of others stays. Of the others, nothing is told but what
 * conversations of the own set repeat.
 */
export async function findDuplicates(
  own: EntriesOf,
  { dropDuplicates, nearDuplicates }: { dropDuplicates: boolean; nearDuplicates: 'mark' | 'drop' | 'keep' },
  others: readonly EntriesOf[] = [],
): Promise<Duplicates> {
  const prints = await Fingerprints.read([...others, own], nearDuplicates !== 'keep')
  const { size } = prints
  const from = size - own.size
  const { repeats, firsts, ...sets } = dropDuplicates
    ? exactDuplicates(prints, from)
    : { repeats: new Uint8Array(size), firsts: new Uint32Array(0), clusters: 0, largest: 0 }
  const { first, sizes } = nearClusters(prints, repeats)
  const isDropped = (at: number): boolean =>
    nearDuplicates === 'drop' &&
    first[at] !== at &&
    areNear(prints.sketches, first[at] * SKETCH_WORDS, at * SKETCH_WORDS)

  const dropped: Duplicate[] = []
  const near = { dropped: 0, clusters: 0, largest: 0, conversations: 0 }
  const across = others.map(() => ({ exact: 0, near: 0 }))
  const counted = new Uint8Array(size)
  let repeated = 0
  for (let at = from; at < size; at++) {
    if (repeats[at] === 1) {
      repeated++
      const into = prints.place(firsts[at])
      if (firsts[at] < from) across[into.set].exact++
      dropped.push({ ...prints.place(at), reason: 'duplicate_exact', into })
      continue
    }
    if (sizes[first[at]] < 2) continue
    near.conversations++
    if (counted[first[at]] === 0) {
      counted[first[at]] = 1
      near.clusters++
      near.largest = Math.max(near.largest, sizes[first[at]])
    }
    if (first[at] < from) across[prints.setOf(first[at])].near++
    if (!isDropped(at)) continue
    near.dropped++
    dropped.push({ ...prints.place(at), reason: 'near_duplicate', into: prints.place(first[at]) })
  }
  function* clustered() {
    for (let at = from; at < size; at++) {
      if (repeats[at] === 1 || sizes[first[at]] < 2 || isDropped(at)) continue
      yield { ...prints.place(at), first: prints.place(first[at]) }
    }
  }
  return { dropped, clustered: { [Symbol.iterator]: clustered }, exact: { dropped: repeated, ...sets }, near, across }
}
