import { scorerOf } from '../model/index.ts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { outcomeInput, outcomeModel } from './model.ts'

export interface SupportOutcome {
  outcome: 'kept' | 'failed'
  /** How likely those who gathered such talks would have kept it. */
  probability: number
}

/**
 * Rates whether a talk of support went well enough to be kept. The model belongs to the pack `research`: whoever reports
 * it names the pack. `null` where the pack is not installed.
 */
export function rateOutcome(turns: readonly DetectorTurn[]): SupportOutcome | null {
  const scorer = scorerOf(outcomeModel)
  if (!scorer) return null
  const [failed, kept] = scorer.score(outcomeInput(prepare(turns)))
  return { outcome: scorer.decide([failed, kept]), probability: kept }
}
