import type { StageTrail } from '../stage-trail.ts'
import type { ProcessingNote } from './note.ts'
import { SESSION_FIGURES, sessionFigures } from './session-figures.ts'

export const trail: StageTrail<ProcessingNote> = {
  sections: ['notes'],
  tell: ({ replaced, told = [], released, therapy: { counts } }) => ({
    changes: replaced,
    ...(released !== undefined && { reasons: [`released_${released}`] }),
    labels: Object.fromEntries([
      ...Object.entries(counts).flatMap(([measure, labels]) =>
        Object.entries(labels).map(([label, count]) => [`${measure}.${label}`, count] as const),
      ),
      ...told.map((kind) => [`told.${kind}`, 1] as const),
    ]),
  }),
  figures: { names: SESSION_FIGURES, of: sessionFigures },
  facets: ({ therapy: { counts } }) => Object.fromEntries(Object.keys(counts.topics).map((topic) => ['topic', topic])),
}
