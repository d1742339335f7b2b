import type { Conversation } from '@techdeck/contracts'
import type { z } from 'zod'
import { round, unit } from '../figures.ts'
import type { ProcessingNote } from '../processing/note.ts'
import type { Therapy } from '../processing/therapy.ts'
import type { ValidationNote } from '../validation/note.ts'
import type { contract } from './contract.ts'
import { DIMENSIONS, type Dimension, type QualityNote } from './note.ts'
import {
  coherence,
  completeness,
  language,
  measureText,
  privacy,
  turnBalance,
  uniqueness,
  type Scored,
  type TextFigures,
} from './text-dimensions.ts'

type Weights = z.output<typeof contract.options>['weights']

/**
 * Scores a conversation on every dimension, in [0, 1], with codes for what is low. `overall` is their weighted mean,
 * made smaller where safety or bias is bad: a well-led session does not make up for a disclosure that was met with harm.
 * A tier of validation that was not run on it counts as faultless there.
 */
export function scoreConversation(
  conversation: Conversation,
  validation: ValidationNote,
  { replaced, therapy }: ProcessingNote,
  weights: Weights,
): QualityNote {
  const figures = measureText(conversation)
  const scored: Record<Dimension, Scored> = {
    completeness: completeness(figures),
    coherence: coherence(figures),
    turn_balance: turnBalance(figures),
    therapeutic_skill: therapeuticSkill(therapy, figures),
    empathy: empathy(therapy),
    safety: safety(validation),
    privacy: privacy(replaced, figures),
    bias: fromTier(validation.tiers.bias, 'stereotypes'),
    language: language(conversation, validation.tiers.content ?? 1, figures),
    uniqueness: uniqueness(figures),
  }
  const scores = { overall: 0 } as QualityNote['scores']
  const reasons: string[] = []
  let sum = 0
  let total = 0
  for (const dimension of DIMENSIONS) {
    const { score, reasons: own } = scored[dimension]
    scores[dimension] = round(score)
    reasons.push(...own)
    sum += scores[dimension] * weights[dimension]
    total += weights[dimension]
  }
  const mean = total === 0 ? 0 : sum / total
  scores.overall = round(mean * (0.5 + 0.5 * Math.min(scores.safety, scores.bias)))
  return { id: conversation.id, scores, reasons }
}

/** Few turns say little about a helper: scores of skill and empathy are drawn towards this, as if by this many turns. */
const USUAL = 0.75
const USUAL_TURNS = 2

/** So many directives in a hundred of the helper's words cost all that directing can cost. */
const DIRECTIVES_IN_FULL = 1.5

/**
 * What the helper does: listening (questions and reflections) against telling, reflections that go beyond what was said,
 * and how often the client is told what to do.
 */
export function therapeuticSkill(
  { behaviours: turns, counts: { behaviours }, measures }: Therapy,
  { directives, helperWords }: Pick<TextFigures, 'directives' | 'helperWords'>,
): Scored {
  const { question = 0, reflection = 0, therapist_input: input = 0 } = behaviours
  const coded = question + reflection + input
  const listening = coded === 0 ? 0.5 : (question + reflection) / coded
  const reflecting = turns.length === 0 ? 0 : reflection / turns.length
  const directing = unit((100 * directives) / Math.max(helperWords, 50) / DIRECTIVES_IN_FULL)
  const reasons: string[] = []
  if (listening < 0.5) reasons.push('much_advice')
  if (directing > 0.4) reasons.push('much_direction')
  if (reflection === 0) reasons.push('no_reflections')
  if (question > 2 && (measures.open_questions ?? 0) < 0.2) reasons.push('mostly_closed_questions')
  const score =
    0.2 +
    0.45 * unit((listening - 0.3) / 0.6) +
    0.2 * unit((measures.complex_reflections ?? 0) / 0.4) +
    0.15 * unit(reflecting / 0.25) -
    0.5 * directing
  return { score: drawn(score, turns.length), reasons }
}

/** Whether replies show that something was felt or understood, and how strongly. */
export function empathy({ behaviours: turns, empathy: shown }: Therapy): Scored {
  const often = unit(shown.cue_rate / 0.3)
  const deep = unit((shown.emotional_reaction + shown.interpretation) / 0.3)
  return {
    score: drawn(0.3 + 0.4 * often + 0.3 * deep, turns.length),
    reasons: shown.cue_rate < 0.05 ? ['little_empathy_shown'] : [],
  }
}

const drawn = (score: number, turns: number): number =>
  (unit(score) * turns + USUAL * USUAL_TURNS) / (turns + USUAL_TURNS)

function safety({ tiers, crisis }: ValidationNote): Scored {
  const reasons: string[] = []
  if (crisis?.answered === 'missed' || crisis?.answered === 'harmful') reasons.push(`crisis_${crisis.answered}`)
  const score = tiers.clinical ?? 1
  if (score < 0.75 && reasons.length === 0) reasons.push('unsound_replies')
  return { score, reasons }
}

const fromTier = (score = 1, reason: string): Scored => ({ score, reasons: score < 0.75 ? [reason] : [] })
