import { prepare, type Document, type Hit } from '../text/document.ts'
import type { Role } from '@techdeck/contracts'
import type { DetectorTurn } from '../types.ts'

/** How often words of each feeling are said, by role. */
export type EmotionCounts = Partial<Record<Role, Record<string, number>>>

const NEGATION_REACH = 3

/** Counts words of feelings by a small lexicon. Words that are negated ("not angry") are left out. */
export function detectEmotions(turns: readonly DetectorTurn[]): EmotionCounts {
  const document = prepare(turns)
  const counts: EmotionCounts = {}
  for (const hit of document.hits('emotion')) {
    if (isNegated(document, hit)) continue
    const ofRole = (counts[turns[hit.turn].role] ??= {})
    ofRole[hit.value] = (ofRole[hit.value] ?? 0) + 1
  }
  return counts
}

function isNegated(document: Document, { turn, from }: Hit): boolean {
  for (let at = from - 1; at >= Math.max(document.turnStart[turn], from - NEGATION_REACH); at--) {
    if (document.isPunctuation(at)) return false
    if (document.is('negation', at)) return true
  }
  return false
}
