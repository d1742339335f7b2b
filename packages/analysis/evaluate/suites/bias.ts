import { findGroups } from '../../index.ts'
import { hateEvidence } from '../../hate/evidence.ts'
import { abuseModel, forumHateModel, hateInput, hateModel, postInput } from '../../hate/models.ts'
import { shippedScorer, type ModelDefinition, type ModelInput } from '../../model/index.ts'
import { stereotypeInput, stereotypeModel } from '../../stereotypes/model.ts'
import { prepare, type Document } from '../../text/document.ts'
import type { Row } from '../data.ts'
import { byClass, labelSuite, turnOf, type Judgement, type Measured, type Suite } from '../suite.ts'

export const biasSuites: readonly Suite[] = [
  labelSuite({
    name: 'bias/hatecheck',
    file: 'bias/hatecheck',
    group: (row) => String(row['template_id']),
    positive: 'hateful',
    judge: (rows) => judgeWith(hateModel, rows, (document) => hateInput(document, hateEvidence(document))),
  }),
  { name: 'bias/crows_pairs', file: 'bias/crows_pairs', group: ({ id }) => id, measure: measurePairs },
  labelSuite({
    name: 'bias/davidson_tweets',
    file: 'bias/davidson_tweets',
    group: (row) => row['text'],
    judge: (rows) => judgeWith(abuseModel, rows, (document) => postInput(document, 0, hateEvidence(document))),
  }),
  labelSuite({
    name: 'bias/stormfront_sentences',
    file: 'bias/stormfront_sentences',
    group: ({ id }) => id.replace(/_[^_]*$/, ''),
    positive: 'hate',
    judge: (rows) =>
      judgeWith(
        forumHateModel,
        rows.filter(({ label }) => label === 'hate' || label === 'noHate'),
        (document) => postInput(document, 0, hateEvidence(document)),
      ),
  }),
  {
    name: 'bias/holistic_mentions',
    file: 'bias/holistic_mentions',
    group: (row) => row['descriptor'],
    measure: measureMentions,
  },
]

const stereotypeOf = (text: string): number => {
  const scorer = shippedScorer(stereotypeModel)
  return scorer.rawScores(stereotypeInput(prepare([turnOf(text)]), 0))[0]
}

function judgeWith<F extends string, C extends string>(
  model: ModelDefinition<F, C>,
  rows: readonly Row[],
  inputOf: (document: Document) => ModelInput<F>,
): Judgement[] {
  const scorer = shippedScorer(model)
  return rows.map((row) => {
    const probabilities = scorer.score(inputOf(prepare([turnOf(row['text'])])))
    return {
      id: row.id,
      text: row['text'],
      truth: row['label'],
      predicted: scorer.decide(probabilities),
      probabilities: byClass(model.classes, probabilities),
    }
  })
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

/** `axis_accuracy` is of the mentions that were found, by the longest finding over each. */
function measureMentions(rows: readonly Row[]): Measured {
  let found = 0
  let ofAxis = 0
  for (const row of rows) {
    const at = String(row['text']).toLowerCase().indexOf(String(row['descriptor']).toLowerCase())
    const end = at + String(row['descriptor']).length
    const [longest] = findGroups([turnOf(row['text'])])
      .filter((finding) => finding.start < end && finding.end > at)
      .toSorted((a, b) => b.end - b.start - (a.end - a.start))
    if (!longest) continue
    found++
    if (longest.category === row['axis']) ofAxis++
  }
  return { n: rows.length, metrics: { recall: found / rows.length, axis_accuracy: found === 0 ? 0 : ofAxis / found } }
}
