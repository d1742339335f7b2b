import type { ProcessingNote } from './note.ts'

type Figure = (therapy: ProcessingNote['therapy']) => number | null

/** What was measured of a session as a number, by the names of the code book. */
const FIGURES = {
  reflection_to_question: ({ measures }) => measures.reflection_to_question,
  open_questions: ({ measures }) => measures.open_questions,
  complex_reflections: ({ measures }) => measures.complex_reflections,
  helper_talk: ({ measures }) => measures.helper_talk,
  change_talk: ({ measures }) => measures.change_talk,
  change_talk_slope: ({ measures }) => measures.change_talk_slope,
  mi_adherence: ({ measures }) => measures.mi_adherence,
  mi_quality: ({ measures }) => measures.mi_quality,
  emotional_reaction: ({ empathy }) => empathy.emotional_reaction,
  interpretation: ({ empathy }) => empathy.interpretation,
  exploration: ({ empathy }) => empathy.exploration,
  empathy_cue_rate: ({ empathy }) => empathy.cue_rate,
  bond_first_third: ({ alliance }) => alliance[0]?.bond ?? null,
  bond_last_third: ({ alliance }) => alliance.at(-1)?.bond ?? null,
  strain_last_third: ({ alliance }) => alliance.at(-1)?.strain ?? null,
} as const satisfies Record<string, Figure>

export const SESSION_FIGURES = Object.keys(FIGURES) as readonly (keyof typeof FIGURES)[]

export const sessionFigures = ({ therapy }: Pick<ProcessingNote, 'therapy'>): (number | null)[] =>
  Object.values(FIGURES).map((figure: Figure) => figure(therapy))
