import type { StageTrail } from '../stage-trail.ts'
import { DIMENSIONS, type QualityNote } from './note.ts'

/** Notes of the conversations that were left out: they count in the report's distribution. */
export const BELOW = 'below'

/** Conversations that a person should look at. */
export const REVIEW = 'review'

const SCORES = ['overall', ...DIMENSIONS] as const

export const trail: StageTrail<QualityNote> = {
  sections: ['notes', BELOW],
  tell: ({ scores, reasons, decided, review }) => ({
    scores,
    reasons,
    ...((decided ?? review) && {
      labels: { ...(decided && { decided_by_people: decided }), ...(review && { review }) },
    }),
  }),
  figures: {
    names: SCORES.map((name) => `score_${name}`),
    of: ({ scores }) => SCORES.map((name) => scores[name] ?? null),
  },
  facets: ({ decided, review }) => ({
    ...(review && { review }),
    ...(decided && { decided_by_people: decided }),
  }),
}
