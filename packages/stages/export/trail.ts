import type { Json } from '@techdeck/contracts'
import type { StageTrail } from '../stage-trail.ts'
import type { ExportSummary } from './summary.ts'

/** Formats in which each line is a conversation. */
const LINES = new Set(['jsonl', 'openai_chat', 'sharegpt'])

/** In which split a conversation is the finish step says. */
export const trail: StageTrail = {
  sections: [],
  tell: () => ({}),
  recordsIn: (summary: Json) => (summary as ExportSummary).conversations,
  lineOf: (format, record) => (LINES.has(format) ? record : undefined),
}
