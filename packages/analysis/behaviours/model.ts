import { defineModel, turnRange, type Example, type ModelInput, type Row } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import { BEHAVIOURS } from '../types.ts'

/** What a helper does with a turn: reads the turn and the client's turn before it. */
export const behaviourModel = defineModel({
  name: 'behaviours',
  pack: 'core',
  kind: 'one',
  classes: BEHAVIOURS,
  fields: {
    text: { pairs: true, letters: [2, 5], first: 2, last: 2 },
    before: {},
  },
  data: {
    files: [{ file: 'therapy/annomi_utterances', licence: 'none stated' }],
    goal: 'macro_f1',
    intendedUse: 'Says of a turn of a helper whether it asks, reflects, informs or does something else.',
    knownFailures: ['Turns that do two things get one label.', 'Turns that are cut off.'],
    examples: (rows) => [...sessionsOf(rows['therapy/annomi_utterances'])].flatMap(examplesOf),
  },
})

export function behaviourInput(document: Document, turn: number): ModelInput<'text' | 'before'> {
  return {
    document,
    fields: { text: [turnRange(document, turn)], before: turn === 0 ? [] : [turnRange(document, turn - 1)] },
  }
}

function examplesOf(session: readonly Row[]): Example<'text' | 'before'>[] {
  const document = prepare(session.map((row, index) => ({ index, role: row['speaker'], text: row['text'] })))
  return session.flatMap((row, turn) =>
    row['speaker'] !== 'therapist'
      ? []
      : [{ id: row.id, group: row['transcript'], label: row['label'], input: behaviourInput(document, turn) }],
  )
}

/** The rows of each transcript, in their order. */
export const sessionsOf = (rows: readonly Row[]): IterableIterator<Row[]> =>
  Map.groupBy(rows, (row) => String(row['transcript'])).values()
