import type { Finding, SiteList } from '@techdeck/contracts'
import { SiteWords } from '../processing/site-words.ts'

/** What the list would hide in a text, what it would have detectors leave alone there, and how many canaries it holds. */
export function trySiteList(list: SiteList, text: string): { findings: Finding[]; canaries: number } {
  const turns = [{ index: 0, text }]
  const words = new SiteWords(list)
  const hidden = words.applyTo(turns, [])
  const asHidden = list.keep.map((word) => ({ text: word, category: 'name' as const, exact: false }))
  const kept = new SiteWords({ hide: asHidden, keep: [], canaries: [] })
    .applyTo(turns, [])
    .filter(({ start, end }) => hidden.every((other) => other.end <= start || end <= other.start))
    .map((finding) => ({ ...finding, kind: 'kept', reason: 'word to keep' }))
  return { findings: [...hidden, ...kept], canaries: words.canariesIn(text) }
}
