import type { Json } from '@techdeck/contracts'
import type { Note } from '../definition.ts'
import type { StageTrail } from '../trails.ts'
import type { ExportSummary } from './summary.ts'

export interface ExportNote extends Note {
  split?: string
}

/** Formats in which each line is a record. */
const LINES = new Set(['jsonl', 'openai_chat'])

export const trail: StageTrail<ExportNote> = {
  sections: ['notes'],
  tell: ({ split }) => (split === undefined ? {} : { split }),
  recordsIn(summary: Json, split) {
    const { conversations, splits } = summary as ExportSummary
    return split === undefined ? conversations : (splits[split] ?? 0)
  },
  lineOf: (format, record) => (LINES.has(format) ? record : undefined),
}
