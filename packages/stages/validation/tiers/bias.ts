import { findGroups, findStereotypes, groupsMentioned } from '@techdeck/analysis'
import type { Finding, Turn } from '@techdeck/contracts'

const HELPER_COST = 0.3
const CLIENT_COST = 0.05
/** Phrases such as ‘people like you’ name no group; they are often harmless. */
const NAMELESS = 'person'
const NAMELESS_SHARE = 0.25

/** Generalisations about groups: the helper's weigh heavily, the client's little, since a client may tell what others said. */
export function checkBias(turns: Turn[]): { score: number; findings: Finding[]; groups: string[]; byHelper: number } {
  const mentions = findGroups(turns)
  const stereotypes = findStereotypes(turns)
  let score = 1
  let byHelper = 0
  for (const { turn, category, confidence } of stereotypes) {
    const isHelper = turns.find(({ index }) => index === turn)?.role === 'therapist'
    if (isHelper && category !== NAMELESS) byHelper++
    score -= confidence * (isHelper ? HELPER_COST : CLIENT_COST) * (category === NAMELESS ? NAMELESS_SHARE : 1)
  }
  return {
    score: Math.max(0, score),
    findings: [...mentions, ...stereotypes],
    groups: groupsMentioned(turns, 'client'),
    byHelper,
  }
}
