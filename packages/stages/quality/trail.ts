import type { StageTrail } from '../stage-trail.ts'
import type { QualityNote } from './note.ts'

/** Notes of the conversations that were left out: they count in the report's distribution. */
export const BELOW = 'below'

export const trail: StageTrail<QualityNote> = {
  sections: ['notes', BELOW],
  tell: ({ scores, reasons }) => ({ scores, reasons }),
}
