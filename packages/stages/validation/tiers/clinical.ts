import { assessCrisis, findClinicalTerms, findUnsoundReplies, type CrisisAssessment } from '@techdeck/analysis'
import type { Finding, Turn } from '@techdeck/contracts'

/** What a crisis costs by how it was answered. */
const CRISIS_COST = { well: 0, partly: 0.3, missed: 0.6, harmful: 0.9 } as const
const UNSOUND_COST = 0.35
const MISMATCH_COST = 0.15

export interface ClinicalCheck {
  score: number
  findings: Finding[]
  crisis: Pick<CrisisAssessment, 'level' | 'answered'>
  /** Names of disorders, codes and medicines mentioned, and codes that do not belong to the name beside them. */
  terms: number
  mismatches: number
  unsound: number
}

/** Whether a crisis was met well, clinical terms are used rightly, and no reply is unsound. */
export function checkClinical(turns: Turn[]): ClinicalCheck {
  const { level, answered, findings: crisis } = assessCrisis(turns)
  const clinical = findClinicalTerms(turns)
  const unsound = findUnsoundReplies(turns)
  const mismatches = clinical.filter(({ kind }) => kind === 'clinical_mismatch')
  const cost =
    (answered === null ? 0 : CRISIS_COST[answered]) +
    unsound.reduce((sum, { confidence }) => sum + confidence * UNSOUND_COST, 0) +
    mismatches.reduce((sum, { confidence }) => sum + confidence * MISMATCH_COST, 0)
  return {
    score: Math.max(0, 1 - cost),
    findings: [...crisis, ...clinical, ...unsound],
    crisis: { level, answered },
    terms: clinical.length - mismatches.length,
    mismatches: mismatches.length,
    unsound: unsound.length,
  }
}
