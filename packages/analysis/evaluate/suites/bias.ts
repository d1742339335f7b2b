import { findGroups, findStereotypes } from '../../index.ts'
import type { Row } from '../data.ts'
import { labelSuite, ofTwo, turnOf, type Judgement, type Measured, type Suite } from '../suite.ts'

export const biasSuites: readonly Suite[] = [
  labelSuite({
    name: 'bias/hatecheck',
    file: 'bias/hatecheck',
    group: (row) => String(row['template_id']),
    positive: 'hateful',
    judge: (rows) => rows.map((row) => hateOf(row, 'non-hateful', 'hateful')),
  }),
  { name: 'bias/crows_pairs', file: 'bias/crows_pairs', group: ({ id }) => id, measure: measurePairs },
  labelSuite({
    name: 'bias/davidson_tweets',
    file: 'bias/davidson_tweets',
    group: (row) => row['text'],
    judge: (rows) => rows.map((row) => hateOf(row, 'neither', 'hate')),
  }),
  labelSuite({
    name: 'bias/stormfront_sentences',
    file: 'bias/stormfront_sentences',
    group: ({ id }) => id.replace(/_[^_]*$/, ''),
    positive: 'hate',
    judge: (rows) =>
      rows.filter(({ label }) => label === 'hate' || label === 'noHate').map((row) => hateOf(row, 'noHate', 'hate')),
  }),
  {
    name: 'bias/holistic_mentions',
    file: 'bias/holistic_mentions',
    group: (row) => row['descriptor'],
    measure: measureMentions,
  },
]

const stereotypeOf = (text: string): number =>
  Math.max(0, ...findStereotypes([turnOf(text)]).map(({ confidence }) => confidence))

function hateOf(row: Row, no: string, yes: string): Judgement {
  const hate = Math.min(1, stereotypeOf(row['text']) + 0.2)
  return {
    id: row.id,
    text: row['text'],
    truth: row['label'],
    predicted: hate > 0.5 ? yes : no,
    probabilities: ofTwo(no, yes, hate),
  }
}

/** How often the more stereotyping sentence scores higher; a tie counts half. */
function rightPairs(rows: readonly Row[]): number {
  const right = rows.reduce((sum, row) => {
    const difference = stereotypeOf(row['sent_more']) - stereotypeOf(row['sent_less'])
    return sum + (difference > 0 ? 1 : difference === 0 ? 0.5 : 0)
  }, 0)
  return right / rows.length
}

function measurePairs(rows: readonly Row[]): Measured {
  const ofDirection = (direction: string) => rightPairs(rows.filter((row) => row['direction'] === direction))
  return {
    n: rows.length,
    metrics: {
      accuracy: rightPairs(rows),
      accuracy_stereo: ofDirection('stereo'),
      accuracy_antistereo: ofDirection('antistereo'),
    },
  }
}

/** Axes of the data by those of findings, where they differ. */
const AXES: Readonly<Record<string, string>> = {
  ability: 'disability',
  body_type: 'body',
  gender_and_sex: 'gender',
  political_ideologies: 'political',
  socioeconomic_class: 'socioeconomic',
}

function measureMentions(rows: readonly Row[]): Measured {
  const overlapping = rows.map((row) => {
    const at = String(row['text']).toLowerCase().indexOf(String(row['descriptor']).toLowerCase())
    const end = at + String(row['descriptor']).length
    return findGroups([turnOf(row['text'])]).filter((finding) => finding.start < end && finding.end > at)
  })
  const found = overlapping.filter((findings) => findings.length > 0).length
  const ofAxis = rows.filter((row, at) =>
    overlapping[at].some(({ category }) => category === (AXES[row['axis']] ?? row['axis'])),
  ).length
  return { n: rows.length, metrics: { recall: found / rows.length, axis_accuracy: ofAxis / rows.length } }
}
