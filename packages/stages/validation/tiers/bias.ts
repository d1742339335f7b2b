import { findGroups, findStereotypes } from '@techdeck/analysis'
import type { Finding, Turn } from '@techdeck/contracts'
import { groupsOf } from '../groups.ts'

const HELPER_COST = 0.3
const CLIENT_COST = 0.05

/** Generalisations about groups: the helper's weigh heavily, the client's little, since a client may tell what others said. */
export function checkBias(turns: Turn[]): { score: number; findings: Finding[]; groups: string[]; byHelper: number } {
  const mentions = findGroups(turns)
  const stereotypes = findStereotypes(turns)
  const roleOf = new Map(turns.map(({ index, role }) => [index, role]))
  let score = 1
  let byHelper = 0
  for (const { turn, confidence } of stereotypes) {
    const isHelper = roleOf.get(turn) === 'therapist'
    if (isHelper) byHelper++
    score -= confidence * (isHelper ? HELPER_COST : CLIENT_COST)
  }
  return {
    score: Math.max(0, score),
    findings: [...mentions, ...stereotypes],
    groups: groupsOf(turns, mentions),
    byHelper,
  }
}
