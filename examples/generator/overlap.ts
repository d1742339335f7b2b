/** The distinct runs of five words of a conversation (lower case, turns joined). */
export function fiveGrams(texts: readonly string[]): Set<string> {
  const words =
    texts
      .join(' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}'’]+/gu) ?? []
  const grams = new Set<string>()
  for (let i = 0; i + 5 <= words.length; i++) grams.add(words.slice(i, i + 5).join(' '))
  return grams
}

/** Shared runs as a part of the smaller set. */
export function overlap(a: Set<string>, b: Set<string>): number {
  const smaller = Math.min(a.size, b.size)
  if (smaller === 0) return 0
  let shared = 0
  for (const gram of a) if (b.has(gram)) shared++
  return shared / smaller
}

/** All pairs that share any run of five words, with the part that they share; exact, by an inverted index. */
export function* overlappingPairs(grams: readonly Set<string>[]): Generator<{ a: number; b: number; share: number }> {
  const owners = new Map<string, number[]>()
  for (const [owner, set] of grams.entries())
    for (const gram of set) {
      const known = owners.get(gram)
      if (known) known.push(owner)
      else owners.set(gram, [owner])
    }
  for (const [a, set] of grams.entries()) {
    const shared = new Map<number, number>()
    for (const gram of set) for (const b of owners.get(gram)!) if (b > a) shared.set(b, (shared.get(b) ?? 0) + 1)
    for (const [b, count] of shared) yield { a, b, share: count / Math.min(set.size, grams[b].size) }
  }
}
