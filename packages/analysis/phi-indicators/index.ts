import type { Finding } from '@techdeck/contracts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'

/**
 * Flags words of health care: patient, diagnosis, treatment, medical record and others (kind `phi_indicator`, the
 * category says which). They identify nobody; they say that what identifies somebody in the same text is health data.
 */
export function findPhiIndicators(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  return document
    .hits('phi_indicator')
    .map((hit) => document.findingOf('phi_indicator', hit.value, hit, 0.7, 'word of health care'))
}
