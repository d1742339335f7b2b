import { z } from 'zod'
import type { StageContract } from '../definition.ts'

const weight = (standard: number) => z.number().min(0).max(100).default(standard)

export const contract = {
  name: 'quality',
  after: 'processing',
  version: 2,
  options: z.strictObject({
    /**
     * How much each dimension counts in `overall`, relative to the others. What 0.5, 0.7 and 0.9 mean holds for these
     * standard weights (docs/quality.md).
     */
    weights: z
      .strictObject({
        completeness: weight(3),
        coherence: weight(0.5),
        turn_balance: weight(0.5),
        therapeutic_skill: weight(8),
        empathy: weight(2),
        safety: weight(2),
        privacy: weight(0.5),
        bias: weight(1),
        language: weight(1),
        uniqueness: weight(0.5),
      })
      .prefault({}),
  }),
  reads: ['turns', 'language', 'validation.tiers', 'validation.crisis', 'processing.therapy', 'processing.replaced'],
  conversations: 'processing',
  notes: ['validation', 'processing'],
  executionOptions: ['qualityThreshold'],
} satisfies StageContract
