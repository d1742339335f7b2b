import { shippedScorer } from '../model/index.ts'
import { prepare } from '../text/document.ts'
import { TALKS, type DetectorTurn, type TalkLabel } from '../types.ts'
import { talkInput, talkModel } from './model.ts'

const [CHANGE, SUSTAIN] = [TALKS.indexOf('change'), TALKS.indexOf('sustain')]

/**
 * Codes each turn of the client as change talk, sustain talk or neutral, by a model that reads the turn and what the
 * helper said before and after; with how strongly it leans to one side.
 */
export function codeTalk(turns: readonly DetectorTurn[]): TalkLabel[] {
  const document = prepare(turns)
  const scorer = shippedScorer(talkModel)
  const labels: TalkLabel[] = []
  for (let turn = 0; turn < turns.length; turn++) {
    if (turns[turn].role !== 'client') continue
    const probabilities = Float32Array.from(scorer.score(talkInput(document, turn)))
    const label = scorer.decide(probabilities)
    labels.push({
      turn: turns[turn].index,
      label,
      confidence: probabilities[TALKS.indexOf(label)],
      probabilities,
      strength: probabilities[CHANGE] - probabilities[SUSTAIN],
    })
  }
  return labels
}
