import { shippedScorer } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'
import { BEHAVIOURS, type Behaviour, type BehaviourLabel, type DetectorTurn } from '../types.ts'
import { countCues, CUES } from './cues.ts'
import { questionModel, reflectionModel } from './kinds-model.ts'
import { behaviourModel, helperInput } from './model.ts'

/**
 * Codes each turn of the helper as question, reflection, therapist input or other, after motivational interviewing's
 * notions, by a model that reads the turn and those beside it. Questions say whether they are open, reflections whether
 * they are complex. One label a turn, with how likely it is right, and the cues that the rules found.
 */
export const codeBehaviours = (turns: readonly DetectorTurn[]): readonly BehaviourLabel[] =>
  codedIn(prepare(turns), shippedScorer(behaviourModel))

const codedIn = perDocument((document, scorer: BehaviourScorer): BehaviourLabel[] =>
  document.turns.flatMap(({ role }, turn) => (role === 'therapist' ? [codeTurn(document, turn, scorer)] : [])),
)

type BehaviourScorer = ReturnType<typeof shippedScorer<keyof typeof behaviourModel.fields, Behaviour>>

function codeTurn(document: Document, turn: number, scorer: BehaviourScorer): BehaviourLabel {
  const input = helperInput(document, turn)
  const probabilities = scorer.score(input).slice()
  const label = scorer.decide(probabilities)
  const cues = countCues(document)
  const coded: BehaviourLabel = {
    turn: document.turns[turn].index,
    label,
    confidence: probabilities[BEHAVIOURS.indexOf(label)],
    probabilities,
    cues: CUES.filter((cue) => cues[cue][turn] > 0),
  }
  if (label === 'question') {
    const kinds = shippedScorer(questionModel)
    const kind = kinds.score(input)
    return { ...coded, questionKind: kinds.decide(kind), kindConfidence: Math.max(kind[0], kind[1]) }
  }
  if (label === 'reflection') {
    const kinds = shippedScorer(reflectionModel)
    const kind = kinds.score(input)
    return { ...coded, reflectionKind: kinds.decide(kind), kindConfidence: Math.max(kind[0], kind[1]) }
  }
  return coded
}

/** The kind of a turn that is known to be a question, or a reflection; with the probability of the second kind. */
export function kindOfTurn(
  of: 'question' | 'reflection',
  turns: readonly DetectorTurn[],
  turn: number,
): { kind: string; probability: number } {
  const scorer = of === 'question' ? shippedScorer(questionModel) : shippedScorer(reflectionModel)
  const probabilities = scorer.score(helperInput(prepare(turns), turn))
  return { kind: scorer.decide(probabilities), probability: probabilities[1] }
}
