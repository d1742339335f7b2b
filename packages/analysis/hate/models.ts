import { APART_AND_TOGETHER, defineModel, turnRange, type Example, type ModelInput, type Row } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import {
  EVIDENCE_FEATURES,
  evidenceFeatures,
  FREQUENT_FEATURES,
  frequentFeatures,
  WORD_FEATURES,
  wordFeatures,
} from './dense.ts'
import { hateEvidence, type SentenceEvidence } from './evidence.ts'

const HATE_DENSE = EVIDENCE_FEATURES
const TEXT_DENSE = [...FREQUENT_FEATURES, ...WORD_FEATURES]

/** Whether a turn attacks a protected group: reads the evidence alone, so that words of the training rows cannot matter. */
export const hateModel = defineModel({
  name: 'hate',
  pack: 'core',
  kind: 'binary',
  classes: ['non-hateful', 'hateful'],
  fields: {},
  dense: HATE_DENSE,
  data: {
    files: [
      { file: 'bias/hatecheck', licence: 'CC BY 4.0' },
      { file: 'therapy/annomi_utterances', licence: 'none stated' },
      { file: 'therapy/counselchat', licence: 'MIT' },
    ],
    goal: 'accuracy',
    intendedUse: 'Says of a turn that speaks of a protected group or uses a slur whether it attacks that group.',
    knownFailures: [
      'Hostile words that no list holds.',
      'Irony, and attacks without a hostile word.',
      'Hate that is quoted without quotation marks.',
    ],
    examples: (rows) => [
      ...rows['bias/hatecheck'].map((row) => {
        const document = documentOf(row['text'])
        return {
          id: row.id,
          group: String(row['template_id']),
          label: row['label'],
          input: hateInput(document, hateEvidence(document)),
          slice: row['target'] || 'no group',
        }
      }),
      // Counselling, where hostile words and groups stand beside each other without hate.
      ...rows['therapy/annomi_utterances'].flatMap((row) => peaceful(row.id, row['transcript'], row['text'])),
      ...rows['therapy/counselchat'].flatMap((row) => peaceful(row.id, row['question'], row['answer'])),
    ],
  },
})

/** How rude a post is, and whether it is hate, as annotators of tweets saw it. */
export const abuseModel = defineModel({
  name: 'abuse',
  pack: 'core',
  kind: 'one',
  classes: ['neither', 'offensive', 'hate'],
  fields: { text: { pairs: true, letters: [2, 5], vectors: 0.2 } },
  dense: TEXT_DENSE,
  data: {
    files: [{ file: 'bias/davidson_tweets', licence: 'MIT' }],
    goal: 'macro_f1',
    // The best of six that were tried on the words alone; each takes minutes.
    penalties: [1],
    intendedUse: 'Tells rude words from hate in short posts.',
    knownFailures: ['Annotators call much hate offensive and much dialect rude; the labels carry that.'],
    examples: (rows) => rows['bias/davidson_tweets'].map((row) => postExample(row, row['text'])),
  },
})

/** Whether a sentence of a forum is hate against a group. */
export const forumHateModel = defineModel({
  name: 'forum-hate',
  pack: 'core',
  kind: 'binary',
  classes: ['noHate', 'hate'],
  fields: { text: { pairs: true, letters: [2, 5], vectors: 0.1 } },
  dense: TEXT_DENSE,
  data: {
    files: [{ file: 'bias/stormfront_sentences', licence: 'CC BY-SA 3.0 ES' }],
    goal: 'roc_auc',
    penalties: [10, 3, 1, 0.3],
    experts: APART_AND_TOGETHER,
    intendedUse: 'Scores how much a sentence sounds like hate against a group, also without slurs.',
    knownFailures: ['Trained on one forum: names of its topics count more there than they do elsewhere.'],
    examples: (rows) =>
      rows['bias/stormfront_sentences']
        .filter(({ label }) => label === 'hate' || label === 'noHate')
        .map((row) => postExample(row, row.id.replace(/_[^_]*$/, ''))),
  },
})

const documentOf = (text: string): Document => prepare([{ index: 0, role: 'client', text }])

/** What is said in a text of counselling, taken for no hate: its sentences of groups, each by itself. */
function peaceful(id: string, group: string, text: string): Example<never>[] {
  const document = documentOf(text)
  return hateEvidence(document).map((evidence, at) => ({
    id: `${id}:${at}`,
    group,
    label: 'non-hateful',
    input: hateInput(document, [evidence]),
    slice: 'counselling',
  }))
}

function postExample(row: Row, group: string): Example<'text'> {
  const document = documentOf(row['text'])
  return { id: row.id, group, label: row['label'], input: postInput(document, 0, hateEvidence(document)) }
}

/** The evidence of one turn. */
export const hateInput = (document: Document, evidence: readonly SentenceEvidence[]): ModelInput<never> => ({
  document,
  fields: {},
  dense: evidenceFeatures(evidence),
})

/** One turn with its evidence. */
export function postInput(document: Document, turn: number, evidence: readonly SentenceEvidence[]): ModelInput<'text'> {
  const dense = new Float32Array(TEXT_DENSE.length)
  dense.set(frequentFeatures(evidence))
  dense.set(wordFeatures(document, turn), FREQUENT_FEATURES.length)
  return { document, fields: { text: [turnRange(document, turn)] }, dense }
}
