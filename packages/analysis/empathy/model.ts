import {
  defineModel,
  turnRange,
  type AnyModel,
  type Example,
  type ModelDefinition,
  type ModelInput,
  type Range,
  type Row,
} from '../model/index.ts'
import { Document } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'
import { countPersons } from '../text/persons.ts'
import { sentencesOf } from './sentences.ts'

export const LEVELS = ['none', 'weak', 'strong'] as const
export type Level = (typeof LEVELS)[number]

/** The three ways in which a reply shows empathy, as EPITOME tells them apart. */
export const MECHANISMS = ['reaction', 'interpretation', 'exploration'] as const
export type Mechanism = (typeof MECHANISMS)[number]

const FILE_OF: Readonly<Record<Mechanism, string>> = {
  reaction: 'empathy/epitome_er',
  interpretation: 'empathy/epitome_ip',
  exploration: 'empathy/epitome_ex',
}
const LICENCE = 'none stated (its model: NC; its code: attribution)'
const KNOWN_FAILURES = [
  'Written by peers: who tells of themselves is rated as one who understands.',
  'Weak interpretation and weak exploration are rare in the data.',
]

export interface MechanismModels {
  /** Of one sentence of a reply: what people marked as the reason for a level. */
  sentence: ModelDefinition<'sentence', Level>
  /** Of the whole reply. */
  reply: ModelDefinition<'reply', Level>
}

/** What the sentences of a reply say together, in the order of {@link summarise}. */
const SUMMARY = [
  'weak',
  'strong',
  'second weak',
  'second strong',
  'mean weak',
  'mean strong',
  'any',
  'last weak',
  'last strong',
  'sentences',
  'words',
]
/** Lists of cues, of which a reply's are counted. */
const CUES = [
  'reacts_weakly',
  'reacts_strongly',
  'interprets_weakly',
  'interprets_strongly',
  'explores_weakly',
  'explores_strongly',
] as const
const SHAPE = ['questions', 'of oneself', 'of the other']

const modelsOf = (mechanism: Mechanism): MechanismModels => {
  const files = [{ file: FILE_OF[mechanism], licence: LICENCE }]
  const sentence = defineModel({
    name: `empathy-${mechanism}-sentence`,
    pack: 'core',
    kind: 'one',
    classes: LEVELS,
    fields: { sentence: { pairs: true, letters: [2, 5], first: 2 } },
    data: {
      files,
      goal: 'macro_f1',
      penalties: [30, 10, 3],
      limit: 30_000,
      intendedUse: `Finds the sentences of a reply that show ${mechanism}, as marked in EPITOME.`,
      knownFailures: KNOWN_FAILURES,
      examples: (rows) => rows[FILE_OF[mechanism]].flatMap(sentenceExamples),
    },
  })
  const reply = defineModel({
    name: `empathy-${mechanism}`,
    pack: 'core',
    kind: 'one',
    classes: LEVELS,
    fields: { reply: {} },
    dense: [...SUMMARY, ...CUES, ...SHAPE],
    data: {
      files,
      goal: 'macro_f1',
      penalties: [30, 10, 3],
      limit: 30_000,
      intendedUse: `Rates the ${mechanism} of a reply on EPITOME's levels.`,
      knownFailures: KNOWN_FAILURES,
      examples: (rows, context) => {
        const ofSentences = context.predictions(sentence)
        return rows[FILE_OF[mechanism]].map((row): Example<'reply'> => {
          const document = replyOf(row)
          const sentences = sentencesOf(document, 0)
          const own = Float32Array.from(sentences.flatMap((_, at) => [...ofSentences.get(sentenceId(row, at))!]))
          return {
            id: row.id,
            group: row['seeker'],
            label: LEVELS[row['level']],
            input: replyInput(document, 0, own, 0, sentences.length, signsOf(document, 0)),
          }
        })
      },
    },
  })
  return { sentence, reply }
}

/** The models of each mechanism. */
export const empathyModels: Readonly<Record<Mechanism, MechanismModels>> = {
  reaction: modelsOf('reaction'),
  interpretation: modelsOf('interpretation'),
  exploration: modelsOf('exploration'),
}

/** Those of sentences, in the order of the mechanisms: all read the same. */
export const SENTENCE_MODELS = MECHANISMS.map((mechanism) => empathyModels[mechanism].sentence)

export const EMPATHY_MODELS: readonly AnyModel[] = MECHANISMS.flatMap((mechanism) => [
  empathyModels[mechanism].sentence,
  empathyModels[mechanism].reply,
])

export const sentenceInput = (document: Document, sentence: Range): ModelInput<'sentence'> => ({
  document,
  fields: { sentence: [sentence] },
})

/**
 * @param judged probabilities of sentences, in their order; the turn's are `count` of them from number `first` on
 * @param signs what {@link signsOf} says of the turn, whatever the mechanism
 */
export const replyInput = (
  document: Document,
  turn: number,
  judged: Float32Array,
  first: number,
  count: number,
  signs: readonly number[],
): ModelInput<'reply'> => ({
  document,
  fields: { reply: [turnRange(document, turn)] },
  dense: summarise(judged, first, count, document.words[turn], signs),
})

/** Cues and shape of a turn. */
export function signsOf(document: Document, turn: number): number[] {
  const signs: number[] = []
  for (const counts of countCues(document)) signs.push(Math.log1p(counts[turn]))
  const [from, to] = turnRange(document, turn)
  const { self, other } = countPersons(document, from, to)
  let questions = 0
  for (let at = from; at < to; at++) if (document.isQuestionMark(at)) questions++
  signs.push(Math.log1p(questions), Math.log1p(self), Math.log1p(other))
  return signs
}

/** How often each cue stands in each turn. */
const countCues = perDocument((document): Uint16Array[] => CUES.map((list) => document.countHits(list)))

const odds = (p: number): number => Math.log(Math.max(p, 1e-3) / Math.max(1 - p, 1e-3))

const NOTHING_JUDGED = SUMMARY.map(() => 0)

/** In the order of {@link SUMMARY}; the signs stand behind it. */
function summarise(
  judged: Float32Array,
  first: number,
  count: number,
  words: number,
  signs: readonly number[],
): number[] {
  const begin = first * LEVELS.length
  const end = begin + count * LEVELS.length
  const summary = NOTHING_JUDGED.concat(signs)
  for (let level = 1; level <= 2; level++) {
    let most = 0
    let second = 0
    let sum = 0
    for (let at = begin + level; at < end; at += LEVELS.length) {
      const p = judged[at]
      sum += p
      if (p > most) {
        second = most
        most = p
      } else if (p > second) second = p
    }
    summary[level - 1] = odds(most)
    summary[level + 1] = odds(second)
    summary[level + 3] = count === 0 ? 0 : sum / count
    summary[level + 6] = odds(count === 0 ? 0 : judged[end - LEVELS.length + level])
  }
  let least = 1
  for (let at = begin; at < end; at += LEVELS.length) least = Math.min(least, judged[at])
  summary[6] = odds(1 - least)
  summary[9] = Math.log1p(count)
  summary[10] = Math.log1p(words)
  for (let at = 0; at < SUMMARY.length; at++) summary[at] = Math.fround(summary[at])
  return summary
}

const replyOf = (row: Row): Document => new Document([{ index: 0, role: 'therapist', text: row['response'] }])
const sentenceId = (row: Row, at: number): string => `${row.id}#${at}`

function sentenceExamples(row: Row): Example<'sentence'>[] {
  const document = replyOf(row)
  const rationales = spansOf(row)
  return sentencesOf(document, 0).map((sentence, at) => ({
    id: sentenceId(row, at),
    group: row['seeker'],
    label: LEVELS[isMarked(document, sentence, rationales) ? row['level'] : 0],
    input: sentenceInput(document, sentence),
  }))
}

type Span = readonly [start: number, end: number]

/** Where the marked reasons of a reply stand in its text; those that are not in it word by word are left out. */
function spansOf(row: Row): Span[] {
  const text = String(row['response'])
  return String(row['rationales'])
    .split('|')
    .map((rationale) => rationale.trim())
    .filter((rationale) => rationale !== '' && text.includes(rationale))
    .map((rationale) => [text.indexOf(rationale), text.indexOf(rationale) + rationale.length])
}

/** Whether half of a sentence is marked, or most of a mark lies in it. */
function isMarked({ tokens }: Document, [from, to]: Range, spans: readonly Span[]): boolean {
  const start = tokens.start[from]
  const end = tokens.end[to - 1]
  return spans.some((span) => {
    const both = Math.min(end, span[1]) - Math.max(start, span[0])
    return both > 0 && both >= Math.min((end - start) * 0.5, (span[1] - span[0]) * 0.8)
  })
}
