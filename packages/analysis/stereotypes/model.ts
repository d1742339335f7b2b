import { defineModel, turnRange, type ModelInput } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import { ASSOCIATION_FEATURES, associationFeatures } from './associations.ts'

/** How often a pair that goes against the rule is learnt from: there are far fewer of them. */
const AGAINST = 2

/** How much a sentence says what stereotypes say of whom it is about. */
export const stereotypeModel = defineModel({
  name: 'stereotypes',
  pack: 'core',
  kind: 'binary',
  classes: ['less', 'more'],
  fields: { text: { first: 2, vectors: 0.8 } },
  dense: ASSOCIATION_FEATURES,
  vectors: 'meanings',
  data: {
    files: [{ file: 'bias/crows_pairs', licence: 'CC BY-SA 4.0' }],
    goal: 'roc_auc',
    // The best of those that were tried for pairs of both directions together.
    penalties: [100],
    intendedUse: 'Compares two wordings of one sentence: the higher score is the more stereotyping one.',
    knownFailures: ['Means nothing of a sentence by itself.', 'Sentences whose stereotype lies in the plot.'],
    examples: (rows) =>
      rows['bias/crows_pairs'].flatMap((row) => {
        const times = row['direction'] === 'antistereo' ? AGAINST : 1
        return Array.from({ length: times }, (_, copy) => [
          exampleOf(row.id, copy, 'more', row['sent_more']),
          exampleOf(row.id, copy, 'less', row['sent_less']),
        ]).flat()
      }),
  },
})

/** Each sentence is learnt from beside the other one of its pair: what both say, says nothing. */
const exampleOf = (id: string, copy: number, label: 'more' | 'less', text: string) => ({
  id: `${id}-${label}-${copy}`,
  against: `${id}-${label === 'more' ? 'less' : 'more'}-${copy}`,
  group: id,
  label,
  input: stereotypeInput(prepare([{ index: 0, role: 'other', text }]), 0),
})

export const stereotypeInput = (document: Document, turn: number): ModelInput<'text'> => ({
  document,
  fields: { text: [turnRange(document, turn)] },
  dense: associationFeatures(document, turn),
})
