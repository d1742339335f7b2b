import { HELPER_FEATURES, helperFeatures } from '../behaviours/model.ts'
import { defineModel, turnRange, type ModelInput, type Row } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'

/** Strategies of support as ESConv names them. */
export const STRATEGIES = [
  'Affirmation and Reassurance',
  'Information',
  'Other',
  'Providing Suggestions',
  'Questions',
  'Reflection of feelings',
  'Restatement or Paraphrasing',
  'Self-disclosure',
] as const
export type Strategy = (typeof STRATEGIES)[number]

const TERMS = 'CC BY-NC 4.0; academic research use only'

/** What a supporter does with a turn, in talks between strangers: reads the turn, the one before, and how far the talk is. */
export const strategyModel = defineModel({
  name: 'strategies',
  pack: 'research',
  kind: 'one',
  classes: STRATEGIES,
  fields: {
    text: { pairs: true, letters: [3, 4], first: 3, last: 2, vectors: 0.15 },
    before: { pairs: true, vectors: 0.1 },
  },
  dense: [...HELPER_FEATURES, 'place', 'beginning'],
  bits: 17,
  data: {
    files: [{ file: 'therapy/esconv_strategy', licence: TERMS }],
    goal: 'macro_f1',
    limit: 40_000,
    experts: [['words', 'pairs', 'places'], ['letters'], ['dense', 'vectors'], ['dense']],
    intendedUse: 'For research alone: says which strategy of emotional support a turn follows.',
    knownFailures: ['Suggestions and information, reflections and restatements are taken for each other.'],
    examples: (rows) =>
      rows['therapy/esconv_strategy'].map((row) => {
        const { document, turn, place } = strategyCase(row)
        return {
          id: row.id,
          group: talkOf(row),
          label: row['label'],
          input: strategyInput(document, turn, place),
        }
      }),
  },
})

/** The talk that a labelled turn is of. */
export const talkOf = ({ id }: Row): string => id.replace(/-\d+$/, '')

/** A labelled turn after the turn before it; its place in its talk is the last number of the id. */
export function strategyCase(row: Row): { document: Document; turn: number; place: number } {
  const before = row['prev'] ? [{ index: 0, role: 'client' as const, text: String(row['prev']) }] : []
  const turns = [...before, { index: before.length, role: 'therapist' as const, text: String(row['text']) }]
  return { document: prepare(turns), turn: before.length, place: Number(/(?<!\d)\d+$/.exec(row.id)?.[0] ?? 0) }
}

export function strategyInput(document: Document, turn: number, place: number): ModelInput<'text' | 'before'> {
  return {
    document,
    fields: {
      text: [turnRange(document, turn)],
      before: turn === 0 ? [] : [turnRange(document, turn - 1)],
    },
    dense: [...helperFeatures(document, turn), Math.sqrt(place), Number(place < 3)],
  }
}
