import { PEOPLE } from '../../crisis/people.ts'
import { assessCrisis, rateRisk, type RiskRating } from '../../index.ts'
import type { Row } from '../data.ts'
import { rocAuc } from '../metrics.ts'
import {
  byClass,
  labelFigures,
  labelSuite,
  ofTwo,
  turnOf,
  type Judgement,
  type Measured,
  type Suite,
} from '../suite.ts'

export const crisisSuites: readonly Suite[] = [
  labelSuite({
    name: 'crisis/authored_functional',
    file: 'crisis/authored_functional',
    group: ({ id }) => id,
    positive: '1',
    judge: (rows) => rows.map((row) => riskOf(row, saidBy(row['text']))),
  }),
  { name: 'crisis/cssrs_users', file: 'crisis/cssrs_users', group: ({ id }) => id, measure: measureUsers },
  textSuite('crisis/sdcnl_suicide_vs_depression', ({ suicidal }) => [suicidal, suicidal > 0.5]),
  textSuite('crisis/twitter_intention', ({ intention, isIntended }) => [intention, isIntended]),
]

function textSuite(
  name: string,
  judge: (turn: RiskRating['turns'][number]) => [probability: number, isRisk: boolean],
): Suite {
  return labelSuite({
    name,
    file: name,
    group: (row) => row['text'],
    positive: '1',
    judge: (rows) =>
      rows.map((row): Judgement => {
        const [probability, isRisk] = judge(rateRisk([turnOf(row['text'])]).turns[0])
        return {
          id: row.id,
          text: row['text'],
          truth: String(row['label']),
          predicted: isRisk ? '1' : '0',
          probabilities: ofTwo('0', '1', probability),
        }
      }),
  })
}

function saidBy(text: string) {
  const said = /^(?<speaker>therapist|client): (?<text>.{0,2000})/i.exec(text)?.groups
  return turnOf(said?.['text'] ?? text, said?.['speaker'].toLowerCase() === 'therapist' ? 'therapist' : 'client')
}

/** How likely there is a risk where the rules find none. */
const UNFOUND = 0.1

function riskOf(row: Row, turn: ReturnType<typeof turnOf>): Judgement {
  const told = assessCrisis([turn]).findings.filter(
    ({ category }) => category !== 'past_attempt' && category !== 'hopeless',
  )
  return {
    id: row.id,
    text: row['text'],
    truth: String(row['label']),
    predicted: told.length > 0 ? '1' : '0',
    probabilities: ofTwo('0', '1', Math.max(UNFOUND, ...told.map(({ confidence }) => confidence))),
  }
}

const LEVELS = ['Supportive', 'Indicator', 'Ideation', 'Behavior', 'Attempt']

/** Accuracy and F1 over the five labels; the ROC of Ideation, Behavior and Attempt against the rest. */
function measureUsers(rows: readonly Row[]): Measured {
  const rated = rows.map((row) =>
    rateRisk(row['posts'].map((post: string, index: number) => turnOf(post, 'client', index))),
  )
  const judged = rows.map((row, at): Judgement => ({
    id: row.id,
    text: row['posts'].join('\n'),
    truth: row['label'],
    predicted: LEVELS[PEOPLE.indexOf(rated[at].level)],
    probabilities: byClass(LEVELS, rated[at].levels),
  }))
  const isRisk = rows.map(({ label }) => ['Ideation', 'Behavior', 'Attempt'].includes(label))
  const roc = rocAuc(
    isRisk,
    rated.map(({ atRisk }) => atRisk),
  )
  return { n: rows.length, metrics: { ...labelFigures(judged), roc_auc: roc }, judged }
}
