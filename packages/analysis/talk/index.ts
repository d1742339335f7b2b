import { shippedScorer, turnsOf } from '../model/index.ts'
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

type TalkScorer = ReturnType<typeof shippedScorer<keyof typeof talkModel.fields, Talk>>

const codedIn = perDocument((document, scorer: TalkScorer): TalkLabel[] => {
  const turns = turnsOf(document, 'client')
  const all = scorer.scoreAll(turns.map((turn) => talkInput(document, turn)))
  return turns.map((turn, at) => {
    const from = at * TALKS.length
    const label = scorer.decide(all, from)
    return {
      turn: document.turns[turn].index,
      label,
      confidence: all[from + TALKS.indexOf(label)],
      probabilities: all.subarray(from, from + TALKS.length),
      strength: all[from + CHANGE] - all[from + SUSTAIN],
    }
  })
})
