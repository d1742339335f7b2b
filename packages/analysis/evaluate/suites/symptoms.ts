import { DISTORTIONS, type Distortion } from '../../distortions/data.ts'
import { distortionInput, distortionModel, namedHere } from '../../distortions/model.ts'
import { shippedScorer } from '../../model/index.ts'
import { SEVERITIES, severityInput, severityModel } from '../../symptoms/model.ts'
import { prepare } from '../../text/document.ts'
import type { Row } from '../data.ts'
import { byClass, labelsSuite, labelSuite, turnOf, type Judgement, type Suite } from '../suite.ts'

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

/** Traps by our names for ways of thinking. */
const TRAP_OF: ReadonlyMap<string, string> = new Map([
  ...TRAPS.map((trap) => [trap.toLowerCase(), trap] as const),
  ['comparing', 'Comparing and Despairing'],
  ['disqualifying the positive', 'Disqualifying the Positive'],
  ['negative feeling', 'Negative feeling or emotion'],
])

/** The labels of the CBT-Bench data. */
const OF_CASES = [
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
        const scorer = shippedScorer(severityModel)
        const probabilities = scorer.score(severityInput(prepare([turnOf(row['text'])])))
        return {
          id: row.id,
          text: row['text'],
          truth: row['label'],
          predicted: scorer.decide(probabilities),
          probabilities: byClass(SEVERITIES, probabilities),
        }
      }),
  }),
  labelsSuite({
    name: 'symptoms/thinking_traps',
    file: 'symptoms/thinking_traps',
    group: (row) => String(row['text']).split(/(?<=[.!?])\s/)[0],
    labels: TRAPS,
    judge: (rows) =>
      rows.map((row) => ({
        ...thinkingOf(row, row['text'], (label) => TRAP_OF.get(label)),
        truth: row['labels'].map((label: string) => SPELT[label] ?? label),
      })),
  }),
  labelsSuite({
    name: 'symptoms/cbtbench_distortions',
    file: 'symptoms/cbtbench_distortions',
    group: ({ id }) => id,
    labels: OF_CASES,
    judge: (rows) =>
      rows.map((row) => ({
        ...thinkingOf(row, `${row['situation']} ${row['thoughts']}`, (label) => CASE_OF.get(label)),
        truth: row['distortions'],
      })),
  }),
]

const CASE_OF: ReadonlyMap<string, string> = new Map(OF_CASES.map((label) => [namedHere(label), label]))

/** What the model says of a text, in the names of the data. */
function thinkingOf(row: Row, text: string, nameOf: (label: Distortion) => string | undefined): Judgement {
  const scorer = shippedScorer(distortionModel)
  const probabilities = scorer.score(distortionInput(prepare([turnOf(text)]), 0))
  const named = (label: Distortion): string[] => [nameOf(label) ?? []].flat()
  const decided = scorer.decideMany(probabilities).flatMap(named)
  // Each text has a label: where none is likely enough, the likeliest.
  const ranked = DISTORTIONS.toSorted(
    (a, b) => probabilities[DISTORTIONS.indexOf(b)] - probabilities[DISTORTIONS.indexOf(a)],
  ).flatMap(named)
  return {
    id: row.id,
    text,
    truth: [],
    predicted: decided.length > 0 ? decided : ranked.slice(0, 1),
    probabilities: Object.fromEntries(
      DISTORTIONS.flatMap((label, at) => named(label).map((name) => [name, probabilities[at]])),
    ),
  }
}
