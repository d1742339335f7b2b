import { findGroups, findHate, findStereotypes, groupsMentioned } from '@techdeck/analysis'
import type { Finding, Turn } from '@techdeck/contracts'

/** What a generalisation, and an attack on a group, costs in a helper's words, and in others'. */
const HELPER_COST = 0.3
const HELPER_HATE_COST = 0.8
const CLIENT_COST = 0.05
const CLIENT_HATE_COST = 0.1
/** Phrases such as ‘people like you’ name no group; they are often harmless. */
const NAMELESS = 'person'
const NAMELESS_SHARE = 0.25

export interface BiasCheck {
  score: number
  findings: Finding[]
  /** Groups that the client mentions, as `axis/group`. */
  groups: string[]
  /** Generalisations about a group, and attacks on one, in the helper's words. */
  byHelper: number
  hateByHelper: number
}

/** Generalisations about groups and attacks on them: the helper's weigh heavily, the client's little, since a client may tell what others said. */
export function checkBias(turns: Turn[]): BiasCheck {
  const mentions = findGroups(turns)
  const stereotypes = findStereotypes(turns)
  const hate = findHate(turns)
  const isHelper = (turn: number): boolean => turns.find(({ index }) => index === turn)?.role === 'therapist'
  let hateByHelper = 0
  let score = 1
  let byHelper = 0
  for (const { turn, category, confidence } of stereotypes) {
    const helper = isHelper(turn)
    if (helper && category !== NAMELESS) byHelper++
    score -= confidence * (helper ? HELPER_COST : CLIENT_COST) * (category === NAMELESS ? NAMELESS_SHARE : 1)
  }
  for (const { turn, confidence } of hate) {
    const helper = isHelper(turn)
    if (helper) hateByHelper++
    score -= confidence * (helper ? HELPER_HATE_COST : CLIENT_HATE_COST)
  }
  return {
    score: Math.max(0, score),
    findings: [...mentions, ...stereotypes, ...hate],
    groups: groupsMentioned(turns, 'client'),
    byHelper,
    hateByHelper,
  }
}
