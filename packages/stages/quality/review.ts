import type { ReviewCandidate, ReviewLane } from '@techdeck/contracts'
import { reviewOrder } from '@techdeck/contracts/names'
import { round } from '../figures.ts'
import type { ValidationNote } from '../validation/note.ts'
import type { QualityNote } from './note.ts'

/** How near to the threshold a score says little about which side is right; the bad end of the scale is known to ±0.1. */
const NEAR = 0.05
/** Crisis levels in which somebody spoke of wanting to die. */
const CRISES: ReadonlySet<string> = new Set(['ideation', 'behavior', 'attempt'])
const ANSWERS = { harmful: 1, missed: 0.9, partly: 0.6, well: 0.3 } as const
const LOW = 0.75

/**
 * Whether a person should look at a conversation, and why; `null` when not. What is risky goes before what contradicts
 * itself, and that before what is merely near the threshold.
 */
export function candidateOf(
  { id, scores, reasons }: QualityNote,
  { crisis, verdict, tiers }: ValidationNote,
  threshold: number,
): ReviewCandidate | null {
  const isCrisis = crisis !== undefined && CRISES.has(crisis.level)
  const as = (lane: ReviewLane, priority: number, why: string[]): ReviewCandidate => ({
    id,
    lane,
    priority: round(priority),
    reasons: why,
    distressing: isCrisis || lane === 'crisis' || lane === 'risk',
  })
  if (isCrisis)
    return as('crisis', crisis.answered === null ? 0.5 : ANSWERS[crisis.answered], [
      `crisis_${crisis.level}`,
      `answered_${crisis.answered ?? 'none'}`,
    ])
  const risk = Math.min(tiers.clinical ?? 1, tiers.bias ?? 1)
  if (risk < LOW)
    return as(
      'risk',
      1 - risk,
      reasons.filter((reason) => RISKS.has(reason)),
    )
  // Two judgements that cannot both be right.
  if (verdict === 'fail' && scores.overall >= threshold)
    return as('contradiction', scores.overall, ['failed_validation'])
  if (Math.abs(scores.therapeutic_skill - scores.empathy) > 0.5)
    return as('contradiction', Math.abs(scores.therapeutic_skill - scores.empathy), ['skill_against_empathy'])
  const distance = Math.abs(scores.overall - threshold)
  return distance <= NEAR ? as('uncertain', 1 - distance / NEAR, ['near_threshold']) : null
}

const RISKS: ReadonlySet<string> = new Set(['unsound_replies', 'stereotypes', 'crisis_missed', 'crisis_harmful'])

/** The first of many in the order in which people should look, at most `limit`; bounded in memory whatever comes. */
export class Foremost {
  readonly #limit: number
  #kept: ReviewCandidate[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  add(candidate: ReviewCandidate): void {
    this.#kept.push(candidate)
    if (this.#kept.length >= 2 * this.#limit) this.#kept = this.list()
  }

  list(): ReviewCandidate[] {
    return this.#kept.toSorted((a, b) => (reviewOrder(a) < reviewOrder(b) ? -1 : 1)).slice(0, this.#limit)
  }
}
