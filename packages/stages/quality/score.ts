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
} from './text-dimensions.ts'

type Weights = z.output<typeof contract.options>['weights']

/**
 * Scores a conversation on every dimension, in [0, 1], with codes for what is low; `overall` is their weighted mean.
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
    therapeutic_skill: therapeuticSkill(therapy),
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
  scores.overall = total === 0 ? 0 : round(sum / total)
  return { id: conversation.id, scores, reasons }
}

/**
 * What the helper does: listening (reflections beside questions, open questions) against telling. A session in which the
 * helper neither asks nor reflects scores low however kind the words are.
 */
export function therapeuticSkill({ counts: { behaviours }, measures }: Therapy): Scored {
  const { question = 0, reflection = 0, therapist_input: input = 0 } = behaviours
  const coded = question + reflection + input
  if (coded === 0) return { score: 0.4, reasons: ['no_questions_or_reflections'] }
  const listening = (question + reflection) / coded
  const reflecting = reflection / Math.max(1, question + reflection)
  const reasons: string[] = []
  if (listening < 0.5) reasons.push('much_advice')
  if (reflection === 0) reasons.push('no_reflections')
  if (question > 2 && (measures.open_questions ?? 0) < 0.2) reasons.push('mostly_closed_questions')
  const score =
    0.1 +
    0.45 * unit(listening / 0.8) +
    0.3 * unit(reflecting / 0.45) +
    0.15 * unit((measures.open_questions ?? 0.3) / 0.5)
  return { score: unit(score), reasons }
}

export function empathy({ empathy: { cue_rate: rate, emotional_reaction, interpretation } }: Therapy): Scored {
  const shown = unit(rate / 0.3)
  const depth = unit((emotional_reaction + interpretation) / 0.4)
  return { score: unit(0.4 + 0.35 * shown + 0.25 * depth), reasons: rate < 0.05 ? ['little_empathy_shown'] : [] }
}

function safety({ tiers, crisis }: ValidationNote): Scored {
  const reasons: string[] = []
  if (crisis?.answered === 'missed' || crisis?.answered === 'harmful') reasons.push(`crisis_${crisis.answered}`)
  const score = tiers.clinical ?? 1
  if (score < 0.75 && reasons.length === 0) reasons.push('unsound_replies')
  return { score, reasons }
}

const fromTier = (score = 1, reason: string): Scored => ({ score, reasons: score < 0.75 ? [reason] : [] })
