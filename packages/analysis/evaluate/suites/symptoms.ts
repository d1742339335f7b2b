import { findSymptoms } from '../../index.ts'
import type { Row } from '../data.ts'
import { certainty, labelsSuite, labelSuite, turnOf, type Judgement, type Suite } from '../suite.ts'

const SEVERITIES = ['minimum', 'mild', 'moderate', 'severe']

/** The 14 thinking traps; the data spell four of them in two ways. */
const TRAPS = [
  'All-or-nothing thinking',
  'Blaming',
  'Catastrophizing',
  'Comparing and Despairing',
  'Disqualifying the Positive',
  'Emotional reasoning',
  'Fortune telling',
  'Labeling',
  'Mind reading',
  'Negative feeling or emotion',
  'Not distorted',
  'Overgeneralizing',
  'Personalizing',
  'Should statements',
]
const SPELT: Readonly<Record<string, string>> = {
  Comparing: 'Comparing and Despairing',
  'Disqualifying the positive': 'Disqualifying the Positive',
  Overgeneralization: 'Overgeneralizing',
  Personalization: 'Personalizing',
}

const DISTORTIONS = [
  'all-or-nothing thinking',
  'emotional reasoning',
  'fortune-telling',
  'labeling',
  'magnification',
  'mental filter',
  'mind reading',
  'overgeneralization',
  'personalization',
  'should statements',
]

export const symptomSuites: readonly Suite[] = [
  labelSuite({
    name: 'symptoms/depression_severity',
    file: 'symptoms/depression_severity',
    group: (row) => row['text'],
    judge: (rows) =>
      rows.map((row) => {
        const topics = new Set(findSymptoms([turnOf(row['text'])]).map(({ category }) => category)).size
        const predicted = SEVERITIES[Math.min(3, Math.floor(topics / 2))]
        return judgement(row, row['text'], row['label'], predicted)
      }),
  }),
  labelsSuite({
    name: 'symptoms/thinking_traps',
    file: 'symptoms/thinking_traps',
    group: (row) => String(row['text']).split(/(?<=[.!?])\s/)[0],
    labels: TRAPS,
    judge: (rows) =>
      rows.map((row) => ({
        id: row.id,
        text: row['text'],
        truth: row['labels'].map((label: string) => SPELT[label] ?? label),
        predicted: TRAPS,
        probabilities: {},
      })),
  }),
  labelsSuite({
    name: 'symptoms/cbtbench_distortions',
    file: 'symptoms/cbtbench_distortions',
    group: ({ id }) => id,
    labels: DISTORTIONS,
    judge: (rows) =>
      rows.map((row) => ({
        id: row.id,
        text: row['thoughts'],
        truth: row['distortions'],
        predicted: DISTORTIONS,
        probabilities: {},
      })),
  }),
]

const judgement = (row: Row, text: string, truth: string, predicted: string): Judgement => ({
  id: row.id,
  text,
  truth,
  predicted,
  probabilities: certainty(SEVERITIES, predicted, 0.6),
})
