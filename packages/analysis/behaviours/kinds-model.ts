import { defineModel, type ModelDefinition } from '../model/index.ts'
import { HELPER_FEATURES, helperInput, utterances } from './model.ts'

type Fields = keyof ReturnType<typeof helperInput>['fields']

/** Tells two kinds of one behaviour apart. */
const kindModel = <C extends string>(
  given: Pick<ModelDefinition<Fields, C>, 'name' | 'classes'> & {
    of: 'question' | 'reflection'
    intendedUse: string
    knownFailure: string
  },
): ModelDefinition<Fields, C> =>
  defineModel({
    name: given.name,
    pack: 'core',
    kind: 'binary',
    classes: given.classes,
    fields: {
      text: { pairs: true, letters: [2, 4], first: 3, last: 1, vectors: 0.2 },
      close: { pairs: true, first: 2 },
      before: { vectors: 0.1 },
      after: { first: 1 },
    },
    dense: HELPER_FEATURES,
    bits: 16,
    data: {
      files: [{ file: 'therapy/annomi_utterances', licence: 'none stated' }],
      goal: 'macro_f1',
      intendedUse: given.intendedUse,
      knownFailures: [given.knownFailure],
      examples: (rows) =>
        utterances(rows['therapy/annomi_utterances'], 'therapist', helperInput, (row) => {
          const kind = row[`${given.of}_subtype`]
          return kind === 'n/a' || row['label'] !== given.of ? null : kind
        }),
    },
  })

/** Whether a question is open. */
export const questionModel = kindModel({
  name: 'questions',
  classes: ['closed', 'open'],
  of: 'question',
  intendedUse: 'Says of a question of a helper whether it is open or closed.',
  knownFailure: 'Closed questions that people answer at length are called open by some annotators.',
})

/** Whether a reflection says more than was said. */
export const reflectionModel = kindModel({
  name: 'reflections',
  classes: ['simple', 'complex'],
  of: 'reflection',
  intendedUse: 'Says of a reflection of a helper whether it is simple or complex.',
  knownFailure: 'People agree little on this distinction; so does the model with them.',
})
