import { shippedScorer } from '../model/index.ts'
import { prepare } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'
import { TALKS, type DetectorTurn, type Talk, type TalkLabel } from '../types.ts'
import { talkInput, talkModel } from './model.ts'

const [CHANGE, SUSTAIN] = [TALKS.indexOf('change'), TALKS.indexOf('sustain')]

/**
 * Codes each turn of the client as change talk, sustain talk or neutral, by a model that reads the turn and what the
 * helper said before and after; with how strongly it leans to one side.
 */
export const codeTalk = (turns: readonly DetectorTurn[]): readonly TalkLabel[] =>
  codedIn(prepare(turns), shippedScorer(talkModel))

const codedIn = perDocument((document, scorer: ReturnType<typeof shippedScorer<keyof typeof talkModel.fields, Talk>>) =>
  document.turns.flatMap(({ role, index }, turn): TalkLabel[] => {
    if (role !== 'client') return []
    const probabilities = scorer.score(talkInput(document, turn)).slice()
    const label = scorer.decide(probabilities)
    return [
      {
        turn: index,
        label,
        confidence: probabilities[TALKS.indexOf(label)],
        probabilities,
        strength: probabilities[CHANGE] - probabilities[SUSTAIN],
      },
    ]
  }),
)
