import { APART_AND_TOGETHER, defineModel, turnRange, type ModelInput } from '../model/index.ts'
import { Document } from '../text/document.ts'
import { countPersons } from '../text/persons.ts'
import { CRISIS_CATEGORIES, findDisclosures, type Disclosure } from './disclosures.ts'

const SIGNS = [...CRISIS_CATEGORIES.map((category) => `${category} found`), 'of oneself', 'of the other', 'words']

/** One turn of a client, with the disclosures in it. Beside its words: what the rules found, and of whom it speaks. */
export function turnInput(document: Document, turn: number, disclosures: readonly Disclosure[]): ModelInput<'text'> {
  const range = turnRange(document, turn)
  const { self, other } = countPersons(document, ...range)
  const words = Math.max(1, document.words[turn])
  const found = CRISIS_CATEGORIES.map((wanted) =>
    Math.log1p(disclosures.filter(({ category }) => category === wanted).length),
  )
  return { document, fields: { text: [range] }, dense: [...found, self / words, other / words, Math.log(words)] }
}

const documentOf = (text: string): Document => new Document([{ index: 0, role: 'client', text }])

const wordsOf = (text: string): ModelInput<'text'> => {
  const document = documentOf(text)
  return { document, fields: { text: [turnRange(document, 0)] } }
}

const signsOf = (text: string): ModelInput<'text'> => {
  const document = documentOf(text)
  return turnInput(document, 0, findDisclosures(document))
}

/** Whether a text tells of an intention to die. */
export const intentionModel = defineModel({
  name: 'crisis-intention',
  pack: 'core',
  kind: 'binary',
  classes: ['no', 'yes'],
  fields: { text: { pairs: true, letters: [2, 5], once: true } },
  data: {
    files: [{ file: 'crisis/twitter_intention', licence: 'none stated' }],
    goal: 'macro_f1',
    penalties: [1, 0.3, 0.1, 0.03],
    intendedUse: 'Tells texts of suicidal intention from others, as one sign among several.',
    knownFailures: ['Short texts without the usual words.', 'Talk about suicide by others, as in news.'],
    examples: (rows) =>
      rows['crisis/twitter_intention'].map((row) => ({
        id: row.id,
        group: row['text'],
        label: row['label'] === 1 ? 'yes' : 'no',
        input: wordsOf(row['text']),
      })),
  },
})

/** Whether a post of somebody who suffers is of suicide rather than of depression. */
export const suicidalModel = defineModel({
  name: 'crisis-suicidal',
  pack: 'core',
  kind: 'binary',
  classes: ['no', 'yes'],
  fields: { text: { pairs: true, letters: [2, 5], vectors: 0.2 } },
  dense: SIGNS,
  data: {
    files: [{ file: 'crisis/sdcnl_suicide_vs_depression', licence: 'none stated' }],
    goal: 'roc_auc',
    penalties: [3, 1, 0.3, 0.1],
    experts: APART_AND_TOGETHER,
    evenly: true,
    intendedUse: 'Tells posts of suicide from posts of depression, as one sign among several.',
    knownFailures: ['Labels are the forum that was posted in: many posts would fit in both.'],
    examples: (rows) =>
      rows['crisis/sdcnl_suicide_vs_depression'].map((row) => ({
        id: row.id,
        group: row['text'],
        label: row['label'] === 1 ? 'yes' : 'no',
        input: signsOf(row['text']),
      })),
  },
})

/** Whether a text seeks support or gives it. */
export const seekingModel = defineModel({
  name: 'support-seeking',
  pack: 'core',
  kind: 'binary',
  classes: ['gives', 'seeks'],
  fields: { text: { pairs: true, letters: [2, 5], once: true } },
  data: {
    files: [{ file: 'empathy/epitome_er', licence: 'none stated (its model: NC; its code: attribution)' }],
    goal: 'roc_auc',
    penalties: [1, 0.3, 0.1],
    intendedUse: 'Tells who asks for help from who comforts, as a sign of whose risk a text is about.',
    knownFailures: ['Peers comfort by telling of themselves.'],
    examples: (rows) =>
      rows['empathy/epitome_er'].flatMap((row) => [
        { id: `${row.id}-seeker`, group: row['seeker'], label: 'seeks', input: wordsOf(row['seeker']) },
        { id: `${row.id}-reply`, group: row['seeker'], label: 'gives', input: wordsOf(row['response']) },
      ]),
  },
})

/** Two that read the same of a turn. */
export const INTENTION_AND_SEEKING = [intentionModel, seekingModel] as const
