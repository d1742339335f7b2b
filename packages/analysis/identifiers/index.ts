import type { Finding } from '@techdeck/contracts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { claimIdentifiers } from './claim-identifiers.ts'
import { shippedTagger } from './tagger-weights.ts'

export interface IdentifierOptions {
  /** Findings that are less sure are left out; 0 by default. From 0.8 on a finding counts as high-confidence. */
  minConfidence?: number
  /** Places of the turns that the tagger reads, where rules alone will do for the others. */
  taggedTurns?: ReadonlySet<number>
}

/** From here on a finding counts as high-confidence. */
export const HIGH_CONFIDENCE = 0.8

/**
 * Finds HIPAA Safe Harbor's identifiers in a conversation: by form and checksum, by the words around them, and by a
 * trained tagger over lists of names, places and common words. Findings (kind `identifier`, category {@link IdentifierCategory}) do not overlap and come in text order.
 *
 * Linear in the length of the text. A name that is introduced in one turn is found in all turns. Years, months and
 * weekdays alone, ages to 89, states and countries are no identifiers; numbers of public help lines are left.
 */
export function findIdentifiers(turns: readonly DetectorTurn[], options: IdentifierOptions = {}): Finding[] {
  const { minConfidence = 0, taggedTurns } = options
  const claims = claimIdentifiers(prepare(turns), shippedTagger(), taggedTurns)
  const findings = claims.sorted()
  return minConfidence > 0 ? findings.filter(({ confidence }) => confidence >= minConfidence) : findings
}
