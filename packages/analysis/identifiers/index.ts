import type { Finding } from '@techdeck/contracts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { findAddresses } from './addresses.ts'
import { Claims } from './claims.ts'
import { findCuedNumbers, findSpoken } from './cued-numbers.ts'
import { findDates } from './dates.ts'
import { findNames } from './names.ts'
import { findOrganisations } from './organisations.ts'
import { findPlaces } from './places.ts'
import { findStructured } from './structured.ts'

export interface IdentifierOptions {
  /** Findings that are less sure are left out; 0 by default. From 0.8 on a finding counts as high-confidence. */
  minConfidence?: number
}

/** From here on a finding counts as high-confidence. */
export const HIGH_CONFIDENCE = 0.8

/**
 * Finds HIPAA Safe Harbor's identifiers in a conversation, by form, by the words before them and by a short list of
 * given names. Findings (kind `identifier`, category {@link IdentifierCategory}) do not overlap and come in text order.
 *
 * Linear in the length of the text. A name that is introduced in one turn is found in all turns. Years, months and
 * weekdays alone, ages to 89, states and countries are no identifiers; numbers of public help lines are left.
 */
export function findIdentifiers(turns: readonly DetectorTurn[], options: IdentifierOptions = {}): Finding[] {
  const document = prepare(turns)
  const claims = new Claims(document)
  findStructured(document, claims)
  findDates(document, claims)
  findCuedNumbers(document, claims)
  findSpoken(document, claims)
  findAddresses(document, claims)
  findOrganisations(document, claims)
  findPlaces(document, claims)
  findNames(document, claims)
  const { minConfidence = 0 } = options
  const findings = claims.sorted()
  return minConfidence > 0 ? findings.filter(({ confidence }) => confidence >= minConfidence) : findings
}
