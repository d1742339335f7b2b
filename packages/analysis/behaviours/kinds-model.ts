import { defineModel } from '../model/index.ts'
import { HELPER_FEATURES, helperInput, utterances } from './model.ts'

const FIELDS = {
  text: { pairs: true, letters: [2, 4], first: 3, last: 1, vectors: 0.2 },
  close: { pairs: true, first: 2 },
  before: { vectors: 0.1 },
  after: { first: 1 },
} as const
const FILES = [{ file: 'therapy/annomi_utterances', licence: 'none stated' }]

/** Whether a question is open. */
export const questionModel = defineModel({
  name: 'questions',
  pack: 'core',
  kind: 'binary',
  classes: ['closed', 'open'],
  fields: FIELDS,
  dense: HELPER_FEATURES,
  bits: 16,
  data: {
    files: FILES,
    goal: 'macro_f1',
    intendedUse: 'Says of a question of a helper whether it is open or closed.',
    knownFailures: ['Closed questions that people answer at length are called open by some annotators.'],
    examples: (rows) =>
      utterances(rows['therapy/annomi_utterances'], 'therapist', helperInput, (row) =>
        row['question_subtype'] === 'n/a' || row['label'] !== 'question' ? null : row['question_subtype'],
      ),
  },
})

/** Whether a reflection says more than was said. */
export const reflectionModel = defineModel({
  name: 'reflections',
  pack: 'core',
  kind: 'binary',
  classes: ['simple', 'complex'],
  fields: FIELDS,
  dense: HELPER_FEATURES,
  bits: 16,
  data: {
    files: FILES,
    goal: 'macro_f1',
    intendedUse: 'Says of a reflection of a helper whether it is simple or complex.',
    knownFailures: ['People agree little on this distinction; so does the model with them.'],
    examples: (rows) =>
      utterances(rows['therapy/annomi_utterances'], 'therapist', helperInput, (row) =>
        row['reflection_subtype'] === 'n/a' || row['label'] !== 'reflection' ? null : row['reflection_subtype'],
      ),
  },
})
