import { defineModel, turnRange, type Example, type ModelInput, type Row } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import { BEHAVIOURS } from '../types.ts'
import { countCues } from './cues.ts'
import { readShape } from './features.ts'

const CUES = ['asksOpen', 'requests', 'reflects', 'informs', 'affirms', 'means'] as const
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
] as const

/** What a helper does with a turn: reads the turn, and what was said before and after. */
export const behaviourModel = defineModel({
  name: 'behaviours',
  pack: 'core',
  kind: 'one',
  classes: BEHAVIOURS,
  fields: {
    text: { pairs: true, letters: [2, 5], first: 3, last: 2, vectors: 0.1 },
    before: { last: 1 },
    after: { first: 1 },
  },
  dense: HELPER_FEATURES,
  bits: 17,
  data: {
    files: [{ file: 'therapy/annomi_utterances', licence: 'none stated' }],
    goal: 'macro_f1',
    rarest: 2,
    intendedUse: 'Says of a turn of a helper whether it asks, reflects, informs or does something else.',
    knownFailures: ['Turns that do two things get one label.', 'Turns that are cut off.'],
    examples: (rows) => utterances(rows['therapy/annomi_utterances'], 'therapist', helperInput, ({ label }) => label),
  },
})

type HelperFields = 'text' | 'before' | 'after'

/** The input of the models that judge one turn of a helper. */
export function helperInput(document: Document, turn: number): ModelInput<HelperFields> {
  return {
    document,
    fields: { text: [turnRange(document, turn)], ...neighbours(document, turn) },
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

const root = Math.sqrt

function helperFeatures(document: Document, turn: number): number[] {
  const cues = countCues(document)
  const shape = readShape(document, turn)
  const { you, self } = shape
  const end = document.turnStart[turn + 1] - 1
  const mark = end >= document.turnStart[turn] ? document.mark(turn, end) : ''
  return [
    ...CUES.map((cue) => Math.min(3, cues[cue][turn])),
    ...SHAPE.map((name) => root(Math.min(30, shape[name]))),
    Number(shape.startsWithYou),
    Number(shape.isContinued),
    Number(mark === '?'),
    Number(mark === '-' || mark === '—'),
    root(document.words[turn]),
    turn === 0 ? 0 : root(document.words[turn - 1]),
    turn + 1 < document.turns.length ? root(document.words[turn + 1]) : 0,
    repeatedShare(document, turn),
    you / Math.max(1, you + self),
    turn > 0 && document.turns[turn - 1].role === 'therapist' ? 1 : 0,
    Math.max(0, 4 - turn),
  ]
}

/** The share of the words of a turn, of those that say something, that also stand in the two turns before. */
function repeatedShare(document: Document, turn: number): number {
  const { turnStart, forms, tokens } = document
  const before = new Set<number>()
  for (let at = turnStart[Math.max(0, turn - 2)]; at < turnStart[turn]; at++) before.add(forms[at])
  let words = 0
  let repeated = 0
  for (let at = turnStart[turn]; at < turnStart[turn + 1]; at++) {
    if (tokens.end[at] - tokens.start[at] < 4) continue
    words++
    if (before.has(forms[at])) repeated++
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
