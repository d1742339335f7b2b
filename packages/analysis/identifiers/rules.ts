import type { Document } from '../text/document.ts'
import { findAddresses } from './addresses.ts'
import { Claims } from './claims.ts'
import { findCuedNumbers, findSpoken } from './cued-numbers.ts'
import { findDates } from './dates.ts'
import type { KnownNames } from './known-names.ts'
import { findNames } from './names.ts'
import { findOrganisations } from './organisations.ts'
import { findPlaces } from './places.ts'
import { findStructured } from './structured.ts'

/**
 * What rules find: forms with checksums first, then what words around say. The rule that comes first keeps a token. Answers with
 * which names they saw.
 */
export function claimByRules(document: Document): { claims: Claims; known: KnownNames } {
  const claims = new Claims(document)
  findStructured(document, claims)
  findDates(document, claims)
  findCuedNumbers(document, claims)
  findSpoken(document, claims)
  findAddresses(document, claims)
  findOrganisations(document, claims)
  findPlaces(document, claims)
  return { claims, known: findNames(document, claims) }
}
