import type { Fingerprints } from './fingerprints.ts'

/** Equal contents of a data set. */
export interface ExactDuplicates {
  /** 1 for all but the first by source position of each set of equal contents. */
  repeats: Uint8Array
  /** Of each of these, the first of its set. */
  firsts: Uint32Array
  /** Sets of equal contents, and how many conversations the largest has. */
  clusters: number
  largest: number
}

/**
 * Finds equal contents by sorting, so that the result depends on the set alone.
 *
 * @param from sets without an entry from here on are not counted
 */
export function exactDuplicates(prints: Fingerprints, from = 0): ExactDuplicates {
  const repeated = repeatedValues(prints.high.toSorted())
  const suspects = new Uint32Array(prints.size)
  let found = 0
  for (let at = 0; at < prints.size; at++) if (contains(repeated, prints.high[at])) suspects[found++] = at
  const candidates = suspects.subarray(0, found).toSorted((a, b) => compare(prints, a, b))
  const repeats = new Uint8Array(prints.size)
  const firsts = new Uint32Array(prints.size)
  let clusters = 0
  let largest = 0
  for (let start = 0; start < found;) {
    let end = start + 1
    for (; end < found && equal(prints, candidates[start], candidates[end]); end++) {
      repeats[candidates[end]] = 1
      firsts[candidates[end]] = candidates[start]
    }
    // The last of a set is the furthest behind.
    const counts = end - start > 1 && candidates[end - 1] >= from
    if (counts) clusters++
    if (counts && end - start > largest) largest = end - start
    start = end
  }
  return { repeats, firsts, clusters, largest: clusters ? largest : 0 }
}

const equal = ({ high, low }: Fingerprints, a: number, b: number): boolean => high[a] === high[b] && low[a] === low[b]

function compare(prints: Fingerprints, a: number, b: number): number {
  const { high, low } = prints
  if (high[a] !== high[b]) return high[a] < high[b] ? -1 : 1
  if (low[a] !== low[b]) return low[a] < low[b] ? -1 : 1
  return prints.compare(a, b)
}

/** Values that occur more than once in a sorted array, each once, sorted. */
function repeatedValues(sorted: BigUint64Array): BigUint64Array {
  let n = 0
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i] === sorted[i - 1] && (n === 0 || sorted[n - 1] !== sorted[i])) sorted[n++] = sorted[i]!
  return sorted.subarray(0, n)
}

function contains(sorted: BigUint64Array, value: bigint): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low < sorted.length && sorted[low] === value
}
