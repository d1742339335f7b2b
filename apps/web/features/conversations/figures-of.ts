import { title } from '../../format.ts'

interface Figure {
  readonly name: string
  readonly text: string
  /** The step of its bounds. */
  readonly step: number
}

const SCORE = 'score_'
const FIGURES: Readonly<Record<string, Figure>> = {
  turns: { name: 'Turns', text: 'How many turns it has, of both sides.', step: 1 },
  characters: { name: 'Length', text: 'Characters of all turns together.', step: 1 },
  score_overall: { name: 'Score', text: 'The quality score that the threshold is compared with.', step: 0.01 },
  reflection_to_question: {
    name: 'Reflections for each question',
    text: 'Of the helper; 1 is usual for practised ones, 2 very good.',
    step: 0.1,
  },
  open_questions: { name: 'Open questions', text: 'Their share of the helper’s questions.', step: 0.01 },
  complex_reflections: { name: 'Complex reflections', text: 'Their share of the helper’s reflections.', step: 0.01 },
  helper_talk: { name: 'Helper’s share of words', text: 'Of all words of both sides.', step: 0.01 },
  change_talk: { name: 'Change talk', text: 'Its share of the client’s change and sustain talk.', step: 0.01 },
  change_talk_slope: {
    name: 'Move to change',
    text: 'How the client’s lean to change moves from the first turn to the last, from −2 to 2.',
    step: 0.1,
  },
  mi_adherence: {
    name: 'MI adherence',
    text: 'The share of open questions and reflections in the helper’s questions, reflections and input.',
    step: 0.01,
  },
  mi_quality: {
    name: 'MI quality',
    text: 'How likely people would call it motivational interviewing of high quality.',
    step: 0.01,
  },
  emotional_reaction: { name: 'Emotional reaction', text: 'Warmth and concern, 0 to 2, mean of replies.', step: 0.1 },
  interpretation: { name: 'Interpretation', text: 'Understanding put in words, 0 to 2, mean of replies.', step: 0.1 },
  exploration: { name: 'Exploration', text: 'Asking on, 0 to 2, mean of replies.', step: 0.1 },
  empathy_cue_rate: { name: 'Empathy', text: 'The share of replies with any cue of empathy.', step: 0.01 },
}

/** What a figure is called, and what it means. */
export function figureOf(name: string): Figure {
  const known = FIGURES[name]
  if (known) return known
  if (!name.startsWith(SCORE)) return { name: title(name), text: 'As the code book of measures has it.', step: 0.1 }
  const dimension = title(name.slice(SCORE.length))
  return { name: `${dimension} score`, text: `${dimension}: one of the ten parts of the quality score.`, step: 0.01 }
}

/** A value as short as its step allows. */
export function sayFigure(name: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  const { step } = figureOf(name)
  return step >= 1 ? value.toLocaleString('en-GB') : value.toFixed(2)
}
