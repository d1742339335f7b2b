import { detectEmotions } from '../emotions/index.ts'
import { emotionLists } from '../emotions/data.ts'
import { defineModel, turnRange, type ModelInput } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import { findSymptoms } from './index.ts'
import { symptomLists } from './data.ts'

export const SEVERITIES = ['minimum', 'mild', 'moderate', 'severe'] as const

const TOPICS = Object.keys(symptomLists.symptom)
const FEELINGS = Object.keys(emotionLists.emotion)
const DENSE = [...TOPICS, ...FEELINGS, 'negative_words', 'positive_words', 'topics', 'length'] as const

/** How strongly a post speaks of depression, as annotators of posts saw it. */
export const severityModel = defineModel({
  name: 'depression-severity',
  pack: 'core',
  kind: 'one',
  classes: SEVERITIES,
  fields: { text: { pairs: true, letters: [3, 5], once: true } },
  dense: DENSE,
  data: {
    files: [{ file: 'symptoms/depression_severity', licence: 'none stated' }],
    goal: 'macro_f1',
    intendedUse: 'Sorts posts by how strongly they speak of depression. It reports wording and never diagnoses.',
    knownFailures: ['Mild and moderate are hard to tell apart, for people too.'],
    examples: (rows) =>
      rows['symptoms/depression_severity'].map((row) => ({
        id: row.id,
        group: row['text'],
        label: row['label'],
        input: severityInput(prepare([{ index: 0, role: 'client', text: row['text'] }])),
      })),
  },
})

/** A document of one turn. */
export function severityInput(document: Document): ModelInput<'text'> {
  const counts: Record<string, number> = { ...detectEmotions(document.turns).client }
  const topics = new Set<string>()
  for (const { category } of findSymptoms(document.turns)) {
    topics.add(category)
    counts[category] = (counts[category] ?? 0) + 1
  }
  let [negative, positive] = [0, 0]
  for (let at = 0; at < document.tokens.count; at++) {
    if (document.is('negative_word', at)) negative++
    else if (document.is('positive_word', at)) positive++
  }
  const words = Math.max(1, document.tokens.count)
  const dense = DENSE.map((name) => {
    if (name === 'negative_words') return (negative / words) * 10
    if (name === 'positive_words') return (positive / words) * 10
    if (name === 'topics') return topics.size
    return name === 'length' ? Math.log(words) : Math.min(3, counts[name] ?? 0)
  })
  return { document, fields: { text: [turnRange(document, 0)] }, dense }
}
