import type { ProcessingNote } from '../processing/note.ts'
import type { QualityNote } from '../quality/note.ts'

/** What was measured of a session, by the names of the code book. */
export function measuresOf(
  { therapy }: ProcessingNote,
  { scores }: QualityNote,
): { [name: string]: number | string | null } {
  const { measures, empathy, alliance, crisis } = therapy
  const last = alliance.at(-1)
  return {
    ...measures,
    emotional_reaction: empathy.emotional_reaction,
    interpretation: empathy.interpretation,
    exploration: empathy.exploration,
    empathy_cue_rate: empathy.cue_rate,
    bond_first_third: alliance[0]?.bond ?? null,
    bond_last_third: last?.bond ?? null,
    strain_last_third: last?.strain ?? null,
    crisis: crisis?.level ?? null,
    crisis_answered: crisis?.answered ?? null,
    ...Object.fromEntries(Object.entries(scores).map(([name, score]) => [`score_${name}`, score])),
  }
}
