import type { Role } from '@techdeck/contracts'
import {
  assessCrisis,
  codeBehaviours,
  codeTalk,
  crisisScore,
  findGroups,
  findIdentifiers,
  rateEmpathy,
  type DetectorTurn,
} from '../index.ts'
import { accuracy, macroF1, rocAuc, SpanCounts, type Span } from './metrics.ts'
import type { Row } from './data.ts'

export interface Suite {
  name: string
  /** File under the data directory, without its ending. */
  file: string
  group: (row: Row) => string
  measure: (rows: readonly Row[]) => { n: number } & Record<string, number>
}

const turn = (text: string, role: Role = 'client', index = 0): DetectorTurn => ({ index, role, text })
const turnsOf = (row: Row): DetectorTurn[] =>
  row['turns'].map(({ speaker, text }: { speaker: Role; text: string }, index: number) => turn(text, speaker, index))

/** Every suite that the rules are measured with, in the order of the table. */
export const SUITES: readonly Suite[] = [
  { name: 'pii/phi_conversation', file: 'pii/phi_conversation', group: ({ id }) => id, measure: measurePlanted },
  spanSuite('pii/authored_phi_dialogue', (row) => String(row['template_id'])),
  spanSuite('pii/presidio_synth_v2', maskedText),
  spanSuite('pii/presidio_generated_large', maskedText),
  {
    name: 'therapy/annomi_utterances.behaviour',
    file: 'therapy/annomi_utterances',
    group: (row) => row['transcript'],
    measure: (rows) => measureTranscripts(rows, 'therapist'),
  },
  {
    name: 'therapy/annomi_utterances.talk',
    file: 'therapy/annomi_utterances',
    group: (row) => row['transcript'],
    measure: (rows) => measureTranscripts(rows, 'client'),
  },
  {
    name: 'crisis/authored_functional',
    file: 'crisis/authored_functional',
    group: ({ id }) => id,
    measure: measureFunctional,
  },
  { name: 'crisis/cssrs_users', file: 'crisis/cssrs_users', group: ({ id }) => id, measure: measureUsers },
  epitomeSuite('er', 'emotionalReaction'),
  epitomeSuite('ip', 'interpretation'),
  epitomeSuite('ex', 'exploration'),
  {
    name: 'bias/holistic_mentions',
    file: 'bias/holistic_mentions',
    group: (row) => row['descriptor'],
    measure: measureMentions,
  },
]

function measurePlanted(rows: readonly Row[]) {
  let planted = 0
  let found = 0
  let clean = 0
  let touched = 0
  for (const row of rows) {
    const findings = findIdentifiers(turnsOf(row))
    row['turns'].forEach((of: { spans: Span[]; clean: Span[] }, index: number) => {
      const own = findings.filter((finding) => finding.turn === index)
      const overlaps = ({ start, end }: Span) => own.some((finding) => finding.start < end && finding.end > start)
      planted += of.spans.length
      found += of.spans.filter((span) => isCovered(span, own)).length
      clean += of.clean.length
      touched += of.clean.filter(overlaps).length
    })
  }
  return { n: planted, recall: found / planted, clean_touched: touched / clean }
}

function isCovered({ start, end }: Span, findings: readonly Span[]): boolean {
  let covered = start
  for (const finding of findings) if (finding.start <= covered && finding.end > covered) covered = finding.end
  return covered >= end
}

function spanSuite(name: string, group: Suite['group']): Suite {
  return { name, file: name, group, measure: measureSpans }
}

function measureSpans(rows: readonly Row[]) {
  const counts = new SpanCounts()
  for (const row of rows) {
    const spans = row['spans'].filter(({ label }: { label: string }) => !NOT_COUNTED.has(label))
    counts.add(spans, findIdentifiers([turn(row['text'])]), Array.from(String(row['text'])).length)
  }
  return { n: rows.length, ...counts.figures() }
}

/** Not counted, as in the README's table: titles, nationality, US states, ages (all but those over 89 may stay). */
const NOT_COUNTED = new Set(['TITLE', 'NRP', 'NATIONALITY', 'STATE', 'US_STATE', 'AGE'])

function maskedText(row: Row): string {
  const characters = Array.from(String(row['text']))
  for (const { start, end } of row['spans']) characters.fill('', start, end)
  return characters.join('')
}

function measureTranscripts(rows: readonly Row[], speaker: 'therapist' | 'client') {
  const truth: string[] = []
  const predicted: string[] = []
  for (const transcript of Map.groupBy(rows, (row) => String(row['transcript'])).values()) {
    const turns = transcript.map((row, index) => turn(row['text'], row['speaker'], index))
    for (const { turn: index, label } of speaker === 'therapist' ? codeBehaviours(turns) : codeTalk(turns)) {
      truth.push(transcript[index]['label'])
      predicted.push(label)
    }
  }
  return { n: truth.length, accuracy: accuracy(truth, predicted), macro_f1: macroF1(truth, predicted) }
}

function measureFunctional(rows: readonly Row[]) {
  const truth = rows.map(({ label }) => String(label))
  const predicted = rows.map(({ text }) => {
    const said = /^(?<speaker>therapist|client): (?<text>.{0,2000})/i.exec(text)?.groups
    const role = said?.['speaker'].toLowerCase() === 'therapist' ? 'therapist' : 'client'
    const { findings } = assessCrisis([turn(said?.['text'] ?? text, role)])
    return findings.some(({ category }) => category !== 'past_attempt' && category !== 'hopeless') ? '1' : '0'
  })
  return { n: rows.length, accuracy: accuracy(truth, predicted), macro_f1: macroF1(truth, predicted) }
}

function measureUsers(rows: readonly Row[]) {
  const truth = rows.map(({ label }) => ['Ideation', 'Behavior', 'Attempt'].includes(label))
  const scores = rows.map((row) =>
    crisisScore(assessCrisis(row['posts'].map((post: string, index: number) => turn(post, 'client', index)))),
  )
  return { n: rows.length, roc_auc: rocAuc(truth, scores) }
}

function epitomeSuite(
  name: 'er' | 'ip' | 'ex',
  mechanism: 'emotionalReaction' | 'interpretation' | 'exploration',
): Suite {
  const measure = (rows: readonly Row[]) => {
    const truth = rows.map(({ level }) => String(level))
    const predicted = rows.map((row) =>
      String(rateEmpathy([turn(row['seeker']), turn(row['response'], 'therapist', 1)])[0][mechanism]),
    )
    return { n: rows.length, accuracy: accuracy(truth, predicted), macro_f1: macroF1(truth, predicted) }
  }
  return { name: `empathy/epitome_${name}`, file: `empathy/epitome_${name}`, group: (row) => row['seeker'], measure }
}

function measureMentions(rows: readonly Row[]) {
  const found = rows.filter((row) => {
    const at = String(row['text']).toLowerCase().indexOf(String(row['descriptor']).toLowerCase())
    const end = at + String(row['descriptor']).length
    return findGroups([turn(row['text'])]).some((finding) => finding.start < end && finding.end > at)
  })
  return { n: rows.length, recall: found.length / rows.length }
}
