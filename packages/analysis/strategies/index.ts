import { scorerOf, turnsOf } from '../model/index.ts'
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
  const helpers = turnsOf(document, 'therapist')
  const all = scorer.scoreAll(helpers.map((turn) => strategyInput(document, turn, turn)))
  return helpers.map((turn, at) => {
    const label = scorer.decide(all, at * STRATEGIES.length)
    return { turn: turns[turn].index, label, confidence: all[at * STRATEGIES.length + STRATEGIES.indexOf(label)] }
  })
}
