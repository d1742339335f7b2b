import { assessCrisis, crisisScore } from '../../index.ts'
import type { Row } from '../data.ts'
import { rocAuc } from '../metrics.ts'
import { labelFigures, labelSuite, ofTwo, turnOf, type Judgement, type Measured, type Suite } from '../suite.ts'

export const crisisSuites: readonly Suite[] = [
  labelSuite({
    name: 'crisis/authored_functional',
    file: 'crisis/authored_functional',
    group: ({ id }) => id,
    positive: '1',
    judge: (rows) => rows.map((row) => riskOf(row, saidBy(row['text']))),
  }),
  { name: 'crisis/cssrs_users', file: 'crisis/cssrs_users', group: ({ id }) => id, measure: measureUsers },
  textSuite('crisis/sdcnl_suicide_vs_depression'),
  textSuite('crisis/twitter_intention'),
]

function textSuite(name: string): Suite {
  return labelSuite({
    name,
    file: name,
    group: (row) => row['text'],
    positive: '1',
    judge: (rows) => rows.map((row) => riskOf(row, turnOf(row['text']))),
  })
}

function saidBy(text: string) {
  const said = /^(?<speaker>therapist|client): (?<text>.{0,2000})/i.exec(text)?.groups
  return turnOf(said?.['text'] ?? text, said?.['speaker'].toLowerCase() === 'therapist' ? 'therapist' : 'client')
}

function riskOf(row: Row, turn: ReturnType<typeof turnOf>): Judgement {
  const crisis = assessCrisis([turn])
  const isRisk = crisis.findings.some(({ category }) => category !== 'past_attempt' && category !== 'hopeless')
  return {
    id: row.id,
    text: row['text'],
    truth: String(row['label']),
    predicted: isRisk ? '1' : '0',
    probabilities: ofTwo('0', '1', crisisScore(crisis)),
  }
}

const LEVELS: Readonly<Record<string, string>> = {
  none: 'Supportive',
  indicator: 'Indicator',
  ideation: 'Ideation',
  behavior: 'Behavior',
  attempt: 'Attempt',
}

/** Accuracy and F1 over the five labels; the ROC of Ideation, Behavior and Attempt against the rest. */
function measureUsers(rows: readonly Row[]): Measured {
  const assessed = rows.map((row) =>
    assessCrisis(row['posts'].map((post: string, index: number) => turnOf(post, 'client', index))),
  )
  const judged = rows.map((row, at): Judgement => ({
    id: row.id,
    text: row['posts'].join('\n'),
    truth: row['label'],
    predicted: LEVELS[assessed[at].level],
    probabilities: {},
  }))
  const { accuracy, macro_f1 } = labelFigures(judged)
  const isRisk = rows.map(({ label }) => ['Ideation', 'Behavior', 'Attempt'].includes(label))
  return {
    n: rows.length,
    metrics: { accuracy, macro_f1, roc_auc: rocAuc(isRisk, assessed.map(crisisScore)) },
    judged,
  }
}
