import { shippedScorer, turnsOf, type ModelDefinition } from '../model/index.ts'
import { prepare } from '../text/document.ts'
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

/** The label alone of each turn of the helper, in their order: what {@link codeBehaviours} says, for less. */
export function behaviourLabels(turns: readonly DetectorTurn[]): Behaviour[] {
  const document = prepare(turns)
  const scorer = shippedScorer(behaviourModel)
  const all = scorer.scoreAll(turnsOf(document, 'therapist').map((turn) => helperInput(document, turn)))
  const labels: Behaviour[] = []
  for (let from = 0; from < all.length; from += BEHAVIOURS.length) labels.push(scorer.decide(all, from))
  return labels
}

const codedIn = perDocument((document, scorer: BehaviourScorer): BehaviourLabel[] => {
  const turns = turnsOf(document, 'therapist')
  const inputs = turns.map((turn) => helperInput(document, turn))
  const all = scorer.scoreAll(inputs)
  const cues = countCues(document)
  const labels = turns.map((turn, at): BehaviourLabel => {
    const from = at * BEHAVIOURS.length
    const label = scorer.decide(all, from)
    return {
      turn: document.turns[turn].index,
      label,
      confidence: all[from + BEHAVIOURS.indexOf(label)],
      probabilities: all.subarray(from, from + BEHAVIOURS.length),
      cues: CUES.filter((cue) => cues[cue][turn] > 0),
    }
  })
  addKinds(labels, inputs, 'question', questionModel, 'questionKind')
  addKinds(labels, inputs, 'reflection', reflectionModel, 'reflectionKind')
  return labels
})

type BehaviourScorer = ReturnType<typeof shippedScorer<keyof typeof behaviourModel.fields, Behaviour>>

/** Says of all turns with a label of which kind they are. */
function addKinds<K extends 'questionKind' | 'reflectionKind'>(
  labels: readonly BehaviourLabel[],
  inputs: readonly ReturnType<typeof helperInput>[],
  of: Behaviour,
  model: ModelDefinition<keyof typeof behaviourModel.fields, NonNullable<BehaviourLabel[K]>>,
  name: K,
): void {
  const scorer = shippedScorer(model)
  const places = [...labels.keys()].filter((at) => labels[at].label === of)
  const kinds = scorer.scoreAll(places.map((at) => inputs[at]))
  for (const [at, place] of places.entries()) {
    labels[place][name] = scorer.decide(kinds, at * 2)
    labels[place].kindConfidence = Math.max(kinds[at * 2], kinds[at * 2 + 1])
  }
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
