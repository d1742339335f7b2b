import type { Finding, FindingCount } from '@techdeck/contracts'
import type { StageTrail } from '../stage-trail.ts'
import type { ValidationNote } from './note.ts'

export const trail: StageTrail<ValidationNote> = {
  sections: ['notes'],
  tell: ({ verdict, findings, tiers, crisis }) => ({
    findings: countFindings(findings),
    scores: Object.fromEntries(Object.entries(tiers).filter(([, score]) => score !== undefined)),
    labels: { verdict, ...(crisis && { crisis: crisis.level, crisis_answered: crisis.answered ?? 'none' }) },
  }),
  facets: ({ verdict, crisis }) => ({ verdict, ...(crisis && { crisis: crisis.level }) }),
}

/** By kind and category, in order of both. */
function countFindings(findings: readonly Finding[]): FindingCount[] {
  const counts = new Map<string, FindingCount>()
  for (const { kind, category, confidence } of findings) {
    const known = counts.get(`${kind} ${category}`)
    if (!known) counts.set(`${kind} ${category}`, { kind, category, count: 1, confidence })
    else {
      known.count++
      known.confidence = Math.max(known.confidence, confidence)
    }
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
}
