import type { Finding } from '@techdeck/contracts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'

/**
 * Reports where a client's wording goes with a way of thinking that cognitive therapy names, such as "always" and
 * "never" (kind `distortion`; the category is its name). Wording, not a person, is described; what it means is for a
 * professional to ask.
 */
export function findDistortions(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  const found: Finding[] = []
  const last = new Map<string, number>()
  for (const hit of document.hits('distortion')) {
    const { role } = turns[hit.turn]
    const isRepeat = (last.get(hit.value) ?? -1) > hit.from
    if ((role !== 'client' && role !== 'other') || isRepeat || REPORTED_NOT.has(hit.value)) continue
    last.set(hit.value, hit.to)
    found.push(document.findingOf('distortion', hit.value, hit, 0.4, `wording that goes with ${hit.value}`))
  }
  return found
}

/** A feeling that is named and a sober thought are ways of thinking that nobody asks to be told of. */
const REPORTED_NOT: ReadonlySet<string> = new Set(['negative feeling', 'not distorted'])
