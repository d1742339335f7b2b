import { codeBehaviours, codeTalk, type DetectorTurn } from '../../index.ts'
import { BEHAVIOURS, TALKS, type BehaviourLabel } from '../../types.ts'
import type { Row } from '../data.ts'
import { certainty, labelSuite, ofTwo, turnOf, type Judgement, type Suite } from '../suite.ts'

const UTTERANCES = { file: 'therapy/annomi_utterances', group: (row: Row) => String(row['transcript']) }

export const therapySuites: readonly Suite[] = [
  labelSuite({
    name: 'therapy/annomi_utterances.behaviour',
    ...UTTERANCES,
    judge: (rows) =>
      ofUtterances(rows, codeBehaviours, (row, { label, confidence }) => ({
        truth: row['label'],
        predicted: label,
        probabilities: certainty(BEHAVIOURS, label, confidence),
      })),
  }),
  labelSuite({
    name: 'therapy/annomi_utterances.talk',
    ...UTTERANCES,
    judge: (rows) =>
      ofUtterances(rows, codeTalk, (row, { label, confidence }) => ({
        truth: row['label'],
        predicted: label,
        probabilities: certainty(TALKS, label, confidence),
      })),
  }),
  labelSuite({
    name: 'therapy/annomi_utterances.reflection',
    ...UTTERANCES,
    positive: 'complex',
    judge: (rows) => kinds(rows, 'reflection', ['simple', 'complex'], ({ reflectionKind }) => reflectionKind),
  }),
  labelSuite({
    name: 'therapy/annomi_utterances.question',
    ...UTTERANCES,
    positive: 'open',
    judge: (rows) => kinds(rows, 'question', ['closed', 'open'], ({ questionKind }) => questionKind),
  }),
]

/** Judges utterances within their transcripts. */
function ofUtterances<L extends { turn: number }>(
  rows: readonly Row[],
  code: (turns: readonly DetectorTurn[]) => readonly L[],
  judge: (row: Row, label: L) => Omit<Judgement, 'id' | 'text'> | null,
): Judgement[] {
  const transcripts = Map.groupBy(rows, (row) => String(row['transcript']))
  return [...transcripts.values()].flatMap((transcript) => {
    const turns = transcript.map((row, index) => turnOf(row['text'], row['speaker'], index))
    return code(turns).flatMap((label) => {
      const row = transcript[label.turn]
      const judged = judge(row, label)
      return judged ? [{ id: row.id, text: row['text'], ...judged }] : []
    })
  })
}

/** The kinds of those turns that are questions, or reflections, and that people gave a kind. */
function kinds(
  rows: readonly Row[],
  of: 'question' | 'reflection',
  [no, yes]: readonly [string, string],
  kindOf: (label: BehaviourLabel) => string | undefined,
): Judgement[] {
  return ofUtterances(rows, codeBehaviours, (row, label) => {
    const truth = row[`${of}_subtype`]
    if (row['label'] !== of || (truth !== no && truth !== yes)) return null
    const predicted = kindOf(label) ?? no
    return { truth, predicted, probabilities: ofTwo(no, yes, predicted === yes ? 0.7 : 0.3) }
  })
}
