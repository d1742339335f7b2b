import { findIdentifiers, findPhiIndicators } from '@techdeck/analysis'
import type { Finding, Turn } from '@techdeck/contracts'

/** From here on a finding counts as an identifier for scores; weaker ones are noted and replaced all the same. */
const SURE = 0.6

/** Which identifiers stand in the text, before anything is replaced. */
export function checkPrivacy(turns: Turn[]): { score: number; findings: Finding[]; identifiers: number } {
  const found = findIdentifiers(turns)
  const identifiers = found.reduce((n, { confidence }) => n + (confidence >= SURE ? 1 : 0), 0)
  // One identifier is enough to name somebody; many more hardly make it worse.
  const score = identifiers === 0 ? 1 : 0.5 / (1 + 0.1 * (identifiers - 1))
  return { score, findings: [...found, ...findPhiIndicators(turns)], identifiers }
}
