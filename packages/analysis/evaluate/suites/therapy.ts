import {
  codeBehaviours,
  codeTalk,
  rateOutcome,
  rateSession,
  rateTopics,
  STRATEGIES,
  type DetectorTurn,
} from '../../index.ts'
import { kindOfTurn } from '../../behaviours/index.ts'
import { scorerOf } from '../../model/index.ts'
import { supportTurns } from '../../outcomes/model.ts'
import { transcriptOf } from '../../session-quality/model.ts'
import { strategyCase, strategyInput, strategyModel, talkOf } from '../../strategies/model.ts'
import { questionKey, questionsOf, questionTurns } from '../../topics/model.ts'
import { BEHAVIOURS, TALKS } from '../../types.ts'
import type { Row } from '../data.ts'
import { byClass, labelSuite, ofTwo, turnOf, turnsOf, type Judgement, type Suite } from '../suite.ts'

const UTTERANCES = { file: 'therapy/annomi_utterances', group: (row: Row) => String(row['transcript']) }

export const therapySuites: readonly Suite[] = [
  labelSuite({
    name: 'therapy/annomi_transcripts',
    file: 'therapy/annomi_transcripts',
    group: transcriptOf,
    positive: 'high',
    judge: (rows) =>
      rows.map((row) => {
        const rating = rateSession(turnsOf(row)) ?? { quality: 'low', probability: 0 }
        return {
          id: row.id,
          text: turnsOf(row)
            .map(({ text }) => text)
            .join('\n'),
          truth: row['mi_quality'],
          predicted: rating.quality,
          probabilities: ofTwo('low', 'high', rating.probability),
        }
      }),
  }),
  labelSuite({
    name: 'therapy/annomi_utterances.behaviour',
    ...UTTERANCES,
    judge: (rows) =>
      ofUtterances(rows, codeBehaviours, (row, { label, probabilities }) => ({
        truth: row['label'],
        predicted: label,
        probabilities: byClass(BEHAVIOURS, probabilities),
      })),
  }),
  labelSuite({
    name: 'therapy/annomi_utterances.talk',
    ...UTTERANCES,
    judge: (rows) =>
      ofUtterances(rows, codeTalk, (row, { label, probabilities }) => ({
        truth: row['label'],
        predicted: label,
        probabilities: byClass(TALKS, probabilities),
      })),
  }),
  labelSuite({
    name: 'therapy/annomi_utterances.reflection',
    ...UTTERANCES,
    positive: 'complex',
    judge: (rows) => judgeKinds(rows, 'reflection', ['simple', 'complex']),
  }),
  labelSuite({
    name: 'therapy/annomi_utterances.question',
    ...UTTERANCES,
    positive: 'open',
    judge: (rows) => judgeKinds(rows, 'question', ['closed', 'open']),
  }),
  labelSuite({
    name: 'therapy/esconv_strategy',
    file: 'therapy/esconv_strategy',
    group: talkOf,
    judge: (rows) => {
      const scorer = scorerOf(strategyModel)
      if (!scorer) return []
      return rows.map((row) => {
        const { document, turn, place } = strategyCase(row)
        const probabilities = scorer.score(strategyInput(document, turn, place))
        return {
          id: row.id,
          text: row['text'],
          truth: row['label'],
          predicted: scorer.decide(probabilities),
          probabilities: byClass(STRATEGIES, probabilities),
        }
      })
    },
  }),
  labelSuite({
    name: 'therapy/esconv_vs_failed',
    file: 'therapy/esconv_vs_failed',
    group: ({ id }) => id,
    positive: 'kept',
    judge: (rows) =>
      rows.flatMap((row) => {
        const turns = supportTurns(row)
        const rating = rateOutcome(turns)
        if (!rating) return []
        return [
          {
            id: row.id,
            text: turns.map(({ text }) => text).join('\n'),
            truth: row['label'],
            predicted: rating.outcome,
            probabilities: ofTwo('failed', 'kept', rating.probability),
          },
        ]
      }),
  }),
  labelSuite({
    name: 'therapy/counselchat',
    file: 'therapy/counselchat',
    group: questionKey,
    judge: (rows) =>
      questionsOf(rows).map((question) => {
        const { topic, all } = rateTopics(questionTurns(question))
        return {
          id: question[0].id,
          text: question[0]['question'],
          truth: question[0]['topic'],
          predicted: topic,
          probabilities: Object.fromEntries(all.map((each) => [each.topic, each.confidence])),
        }
      }),
  }),
]

/** Judges utterances within their transcripts. */
function ofUtterances<L extends { turn: number }>(
  rows: readonly Row[],
  code: (turns: readonly DetectorTurn[]) => readonly L[],
  judge: (row: Row, label: L) => Omit<Judgement, 'id' | 'text'>,
): Judgement[] {
  return transcriptsOf(rows).flatMap(({ transcript, turns }) =>
    code(turns).map((label) => {
      const row = transcript[label.turn]
      return { id: row.id, text: row['text'], ...judge(row, label) }
    }),
  )
}

function transcriptsOf(rows: readonly Row[]): { transcript: Row[]; turns: DetectorTurn[] }[] {
  return [...Map.groupBy(rows, (row) => String(row['transcript'])).values()].map((transcript) => ({
    transcript,
    turns: transcript.map((row, index) => turnOf(row['text'], row['speaker'], index)),
  }))
}

/** The kinds of those turns that people called questions, or reflections, and gave a kind. */
function judgeKinds(
  rows: readonly Row[],
  of: 'question' | 'reflection',
  [no, yes]: readonly [string, string],
): Judgement[] {
  return transcriptsOf(rows).flatMap(({ transcript, turns }) =>
    transcript.flatMap((row, turn) => {
      const truth = row[`${of}_subtype`]
      if (row['label'] !== of || (truth !== no && truth !== yes)) return []
      const { kind, probability } = kindOfTurn(of, turns, turn)
      return [{ id: row.id, text: row['text'], truth, predicted: kind, probabilities: ofTwo(no, yes, probability) }]
    }),
  )
}
