import { scorerOf } from '../model/index.ts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn, TurnLabel } from '../types.ts'
import { STRATEGIES, strategyInput, strategyModel, type Strategy } from './model.ts'

export { STRATEGIES, type Strategy } from './model.ts'

/**
 * Codes each turn of the helper by its strategy of support. The model belongs to the pack `research`: whoever reports
 * its labels names the pack. `null` where the pack is not installed.
 */
export function codeStrategies(turns: readonly DetectorTurn[]): TurnLabel<Strategy>[] | null {
  const scorer = scorerOf(strategyModel)
  if (!scorer) return null
  const document = prepare(turns)
  return turns.flatMap(({ role, index }, turn) => {
    if (role !== 'therapist') return []
    const probabilities = scorer.score(strategyInput(document, turn, turn))
    const label = scorer.decide(probabilities)
    return [{ turn: index, label, confidence: probabilities[STRATEGIES.indexOf(label)] }]
  })
}
