import type { Document } from '../text/document.ts'
import type { Claims } from './claims.ts'
import { claimRepeatedValues } from './repeated-values.ts'
import { claimByRules } from './rules.ts'
import { findTagged } from './tagged.ts'
import type { Tagger } from './tagger.ts'

/** Rules first, then the tagger on what they left, then in all turns what either knew by then. */
export function claimIdentifiers(document: Document, tagger: Tagger, taggedTurns?: ReadonlySet<number>): Claims {
  const { claims, known } = claimByRules(document)
  findTagged(document, claims, known, tagger, taggedTurns)
  known.findAgain(document, claims)
  claimRepeatedValues(document, claims)
  return claims
}
