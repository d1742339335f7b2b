import { APART, defineModel, turnRanges, type ModelInput, type Row } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'

const TERMS = 'CC BY-NC 4.0; academic research use only'

/** Whether a talk of support was kept by those who made ESConv, or failed: reads who says what, and how it begins and ends. */
export const outcomeModel = defineModel({
  name: 'outcomes',
  pack: 'research',
  kind: 'binary',
  classes: ['failed', 'kept'],
  fields: {
    helper: { pairs: true, once: true, vectors: 0.4 },
    client: { pairs: true, once: true, vectors: 0.4 },
    beginning: { pairs: true, once: true, vectors: 0.4 },
    end: { pairs: true, once: true, vectors: 0.4 },
  },
  vectors: 'meanings',
  bits: 16,
  data: {
    files: [{ file: 'therapy/esconv_vs_failed', licence: TERMS }],
    goal: 'roc_auc',
    limit: 20_000,
    experts: APART,
    evenly: true,
    intendedUse: 'For research alone: ranks talks of support by how likely they would have been kept.',
    knownFailures: ['What failed was often broken off, so short talks rank low whatever they hold.'],
    examples: (rows) =>
      rows['therapy/esconv_vs_failed'].map((row) => ({
        id: row.id,
        group: row.id,
        label: row['label'],
        input: outcomeInput(prepare(supportTurns(row))),
      })),
  },
})

/** Speaker and text alone, white space collapsed: all else tells which source a talk is from. */
export const supportTurns = (row: Row): DetectorTurn[] =>
  row['turns'].map(({ speaker, text }: Row, index: number) => ({
    index,
    role: speaker === 'supporter' || speaker === 'therapist' ? 'therapist' : 'client',
    text: String(text).replace(/\s+/g, ' ').trim(),
  }))

const ENDS = 4

export function outcomeInput(document: Document): ModelInput<'helper' | 'client' | 'beginning' | 'end'> {
  const all = turnRanges(document)
  return {
    document,
    fields: {
      helper: turnRanges(document, 'therapist'),
      client: turnRanges(document, 'client'),
      beginning: all.slice(0, ENDS),
      end: all.slice(-ENDS),
    },
  }
}
