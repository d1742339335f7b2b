import { round } from '../figures.ts'
import type { ProcessingNote } from '../processing/note.ts'
import type { ValidationNote } from '../validation/note.ts'
import type { Conversation } from '@techdeck/contracts'
import type { z } from 'zod'
import { calibrate } from './calibration.ts'
import type { contract } from './contract.ts'
import { scoreDimensions } from './dimensions.ts'
import { DIMENSIONS, type Dimension, type QualityNote } from './note.ts'

export { DIMENSIONS } from './note.ts'
export { ANCHORS, calibrate, type Anchors } from './calibration.ts'

export type Weights = z.output<typeof contract.options>['weights']

/** Scores a conversation on every dimension and as a whole, in [0, 1], with codes for what is low. */
export function scoreConversation(
  conversation: Conversation,
  validation: ValidationNote,
  { replaced, therapy }: ProcessingNote,
  weights: Weights,
): QualityNote {
  const scored = scoreDimensions({ conversation, validation, therapy, replaced })
  const scores = { overall: 0 } as QualityNote['scores']
  for (const dimension of DIMENSIONS) scores[dimension] = round(scored[dimension].score)
  scores.overall = round(calibrate(combine(scores, weights)))
  return { id: conversation.id, scores, reasons: DIMENSIONS.flatMap((dimension) => scored[dimension].reasons) }
}

/**
 * The weighted mean of dimensions, made smaller where safety or bias is bad: a well-led session does not make up for a
 * disclosure that was met with harm. No dimension that gets better makes it smaller; 0 where nothing has a weight.
 */
export function combine(scores: { readonly [dimension in Dimension]: number }, weights: Weights): number {
  let sum = 0
  let total = 0
  for (const dimension of DIMENSIONS) {
    sum += scores[dimension] * weights[dimension]
    total += weights[dimension]
  }
  return total === 0 ? 0 : (sum / total) * (0.5 + 0.5 * Math.min(scores.safety, scores.bias))
}
