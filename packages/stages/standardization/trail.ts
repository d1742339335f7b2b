import type { Note } from '../definition.ts'
import { nonZero } from '../figures.ts'
import type { StageTrail } from '../stage-trail.ts'

/** How often each repair was made. */
export interface StandardizationNote extends Note {
  changes: { [change: string]: number }
}

export const trail: StageTrail<StandardizationNote> = {
  sections: ['notes'],
  tell: ({ changes }) => ({ changes: nonZero(changes) }),
}
