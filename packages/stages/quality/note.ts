import type { FinalVerdict, ReviewLane } from '@techdeck/contracts'
import type { Note } from '../definition.ts'

export const DIMENSIONS = [
  'completeness',
  'coherence',
  'turn_balance',
  'therapeutic_skill',
  'empathy',
  'safety',
  'privacy',
  'bias',
  'language',
  'uniqueness',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

export interface QualityNote extends Note {
  /** All dimensions and `overall`, in [0, 1]. */
  scores: { [dimension in Dimension | 'overall']: number }
  /** Stable codes that say why a dimension is low. */
  reasons: string[]
  /** What people decided, where they did: it went before the score. */
  decided?: FinalVerdict
  /** Where in the queue of reviews it belongs, where a person should look at it. */
  review?: ReviewLane
}
