import type { ProcessingNote } from '../processing/note.ts'
import { SESSION_FIGURES, sessionFigures } from '../processing/session-figures.ts'
import type { QualityNote } from '../quality/note.ts'

/** What was measured of a session, by the names of the code book. */
export function measuresOf(
  processing: ProcessingNote,
  { scores }: QualityNote,
): { [name: string]: number | string | null } {
  const { crisis } = processing.therapy
  const figures = sessionFigures(processing)
  return {
    ...Object.fromEntries(SESSION_FIGURES.map((name, at) => [name, figures[at]])),
    crisis: crisis?.level ?? null,
    crisis_answered: crisis?.answered ?? null,
    ...Object.fromEntries(Object.entries(scores).map(([name, score]) => [`score_${name}`, score])),
  }
}
