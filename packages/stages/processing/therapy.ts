import {
  codeBehaviours,
  codeTalk,
  detectEmotions,
  findSymptoms,
  rateEmpathy,
  sessionMeasures,
  type EmpathyRating,
} from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { count, round } from '../figures.ts'
import type { ValidationNote } from '../validation/note.ts'

type Counts = { [label: string]: number }

/** What was done and said in a session: labels by turn and counts, never words. */
export type Therapy = {
  /** Turn and label of each turn of the helper, and of the client. */
  behaviours: [turn: number, label: string][]
  talk: [turn: number, label: string][]
  /** How often each label, feeling (the client's), symptom topic and crisis level occurs. */
  counts: { behaviours: Counts; talk: Counts; emotions: Counts; symptoms: Counts; crisis: Counts }
  /** Means of the helper's turns, in [0, 2], and the share of them with any cue. */
  empathy: { emotional_reaction: number; interpretation: number; exploration: number; cue_rate: number }
  measures: {
    reflection_to_question: number | null
    open_questions: number | null
    complex_reflections: number | null
    helper_talk: number | null
    change_talk: number | null
  }
  /** Signals of the working alliance in each third of the session. */
  alliance: { bond: number; agreement: number; strain: number }[]
  crisis: { level: string; answered: string | null } | null
}

/** Analyses de-identified turns; how a crisis was met is taken from validation, which read the text as it was. */
export function analyseTherapy(turns: Turn[], { crisis }: Pick<ValidationNote, 'crisis'>): Therapy {
  const behaviours = codeBehaviours(turns)
  const talk = codeTalk(turns)
  const { alliance, ...measures } = sessionMeasures(turns, { behaviours, talk })
  return {
    behaviours: behaviours.map(({ turn, label }) => [turn, label]),
    talk: talk.map(({ turn, label }) => [turn, label]),
    counts: {
      behaviours: tally(behaviours.map(({ label }) => label)),
      talk: tally(talk.map(({ label }) => label)),
      emotions: { ...detectEmotions(turns).client },
      symptoms: tally(findSymptoms(turns).map(({ category }) => category)),
      crisis: crisis ? { [crisis.level]: 1 } : {},
    },
    empathy: empathyOf(rateEmpathy(turns)),
    measures: {
      reflection_to_question: rounded(measures.reflectionToQuestionRatio),
      open_questions: rounded(measures.openQuestionShare),
      complex_reflections: rounded(measures.complexReflectionShare),
      helper_talk: rounded(measures.helperTalkShare),
      change_talk: rounded(measures.changeTalkShare),
    },
    alliance: alliance.map(({ bond, agreement, strain }) => ({ bond, agreement, strain })),
    crisis: crisis ? { level: crisis.level, answered: crisis.answered } : null,
  }
}

function tally(labels: readonly string[]): Counts {
  const counts: Counts = {}
  for (const label of labels) count(counts, label)
  return counts
}

function empathyOf(ratings: readonly EmpathyRating[]): Therapy['empathy'] {
  const n = Math.max(1, ratings.length)
  const sum = { emotional_reaction: 0, interpretation: 0, exploration: 0, cue_rate: 0 }
  for (const rating of ratings) {
    sum.emotional_reaction += rating.emotionalReaction
    sum.interpretation += rating.interpretation
    sum.exploration += rating.exploration
    if (hasEmpathyCue(rating)) sum.cue_rate++
  }
  return {
    emotional_reaction: round(sum.emotional_reaction / n),
    interpretation: round(sum.interpretation / n),
    exploration: round(sum.exploration / n),
    cue_rate: round(sum.cue_rate / n),
  }
}

/** Whether a reply shows that something was felt or understood, or asks on. */
export const hasEmpathyCue = ({ emotionalReaction, interpretation, exploration }: EmpathyRating): boolean =>
  emotionalReaction + interpretation + exploration > 0

const rounded = (value: number | null): number | null => (value === null ? null : round(value))
