import {
  APART_AND_TOGETHER,
  defineModel,
  turnRange,
  type Example,
  type ModelInput,
  type Range,
  type Row,
} from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'
import { BEHAVIOURS } from '../types.ts'
import { countCues, CUES } from './cues.ts'
import { readShape } from './features.ts'
import { ruleScores } from './rules.ts'

const SHAPE = ['content', 'asked', 'declared', 'unmarked', 'you', 'self'] as const

/** What models of a helper's turn know beside its words; the order of {@link helperFeatures}. */
export const HELPER_FEATURES = [
  ...CUES,
  ...SHAPE,
  'starts with you',
  'goes on',
  'ends with ?',
  'ends with -',
  'words',
  'words before',
  'words after',
  'repeats',
  'share of you',
  'helper before',
  'first turns',
  ...BEHAVIOURS.map((behaviour) => `rules: ${behaviour}` as const),
] as const

/** What a helper does with a turn: reads the turn, and what was said before and after. */
export const behaviourModel = defineModel({
  name: 'behaviours',
  pack: 'core',
  kind: 'one',
  classes: BEHAVIOURS,
  fields: {
    text: { pairs: true, letters: [3, 4], first: 3, last: 2, vectors: 0.1 },
    close: { pairs: true, first: 2 },
    before: { last: 1 },
    after: { first: 1 },
  },
  dense: HELPER_FEATURES,
  bits: 17,
  data: {
    files: [{ file: 'therapy/annomi_utterances', licence: 'none stated' }],
    goal: 'macro_f1',
    experts: APART_AND_TOGETHER,
    intendedUse: 'Says of a turn of a helper whether it asks, reflects, informs or does something else.',
    knownFailures: ['Turns that do two things get one label.', 'Turns that are cut off.'],
    examples: (rows) => utterances(rows['therapy/annomi_utterances'], 'therapist', helperInput, ({ label }) => label),
  },
})

type HelperFields = 'text' | 'close' | 'before' | 'after'

/** The input of the models that judge one turn of a helper. */
export function helperInput(document: Document, turn: number): ModelInput<HelperFields> {
  return {
    document,
    fields: { text: [turnRange(document, turn)], close: lastSentence(document, turn), ...neighbours(document, turn) },
    dense: helperFeatures(document, turn),
  }
}

/** The turns before and after. */
export function neighbours(
  document: Document,
  turn: number,
): Pick<ModelInput<HelperFields>['fields'], 'before' | 'after'> {
  const isLast = turn === document.turns.length - 1
  return {
    before: turn === 0 ? [] : [turnRange(document, turn - 1)],
    after: isLast ? [] : [turnRange(document, turn + 1)],
  }
}

/** The last sentence of a turn, with its mark. */
function lastSentence(document: Document, turn: number): Range[] {
  const [from, to] = turnRange(document, turn)
  return to === from ? [] : [[document.sentenceStart(turn, Math.max(from, to - 2)), to]]
}

const root = Math.sqrt

const featuresOf = perDocument((): number[][] => [])

/** In the order of {@link HELPER_FEATURES}. */
export const helperFeatures = (document: Document, turn: number): readonly number[] =>
  (featuresOf(document)[turn] ??= readFeatures(document, turn))

function readFeatures(document: Document, turn: number): number[] {
  const cues = countCues(document)
  const shape = readShape(document, turn)
  const { words, turns, turnStart } = document
  const end = turnStart[turn + 1] - 1
  const mark = end >= turnStart[turn] ? document.mark(turn, end) : ''
  const features: number[] = []
  for (const cue of CUES) features.push(Math.min(3, cues[cue][turn]))
  for (const name of SHAPE) features.push(root(Math.min(30, shape[name])))
  features.push(
    Number(shape.startsWithYou),
    Number(shape.isContinued),
    Number(mark === '?'),
    Number(mark === '-' || mark === '—'),
    root(words[turn]),
    turn === 0 ? 0 : root(words[turn - 1]),
    turn + 1 < turns.length ? root(words[turn + 1]) : 0,
    repeatedShare(document, turn),
    shape.you / Math.max(1, shape.you + shape.self),
    turn > 0 && turns[turn - 1].role === 'therapist' ? 1 : 0,
    Math.max(0, 4 - turn),
  )
  for (const points of ruleScores(document, turn)) features.push(points)
  return features
}

/** When each form was last seen, by a count of the turns that were read. */
let seen = new Int32Array(0)
let reads = 0

/** The share of the words of a turn, of those that say something, that also stand in the two turns before. */
function repeatedShare({ turnStart, forms, formTable, tokens }: Document, turn: number): number {
  if (seen.length < formTable.ids.length) seen = new Int32Array(formTable.ids.length)
  reads++
  const first = turnStart[turn]
  for (let at = turnStart[Math.max(0, turn - 2)]; at < first; at++) seen[forms[at]] = reads
  let words = 0
  let repeated = 0
  for (let at = first; at < turnStart[turn + 1]; at++) {
    if (tokens.end[at] - tokens.start[at] < 4) continue
    words++
    if (seen[forms[at]] === reads) repeated++
  }
  return words === 0 ? 0 : repeated / words
}

/** The labelled turns of one speaker, within their transcripts; `null` leaves a turn out. */
export function utterances<F extends string>(
  rows: readonly Row[],
  speaker: 'therapist' | 'client',
  input: (document: Document, turn: number, row: Row) => ModelInput<F>,
  labelOf: (row: Row) => string | null,
): Example<F>[] {
  return [...Map.groupBy(rows, (row) => String(row['transcript'])).values()].flatMap((session) => {
    const document = prepare(session.map((row, index) => ({ index, role: row['speaker'], text: row['text'] })))
    return session.flatMap((row, turn) => {
      const label = row['speaker'] === speaker ? labelOf(row) : null
      if (label === null) return []
      const slice = `session: ${row['mi_quality']} quality`
      return [{ id: row.id, group: String(row['transcript']), label, slice, input: input(document, turn, row) }]
    })
  })
}
