import { FINAL_VERDICTS } from '@techdeck/contracts/names'
import { z } from 'zod'
import type { StageContract } from '../definition.ts'

const weight = (standard: number) => z.number().min(0).max(100).default(standard)

export const contract = {
  name: 'quality',
  after: 'processing',
  version: 5,
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
    /**
     * What people decided, by conversations' ids: `keep` and `leave_out` go before the score. A run on a server has the
     * settled reviews of its data sets here.
     */
    verdicts: z.record(z.string().regex(/^[0-9a-f]{64}$/), z.enum(FINAL_VERDICTS)).default({}),
    /** How many conversations a report names that a person should look at. */
    reviewLimit: z.int().min(0).max(500).default(200),
  }),
  reads: [
    'turns',
    'source',
    'language',
    'validation.tiers',
    'validation.crisis',
    'validation.verdict',
    'processing.therapy',
    'processing.replaced',
  ],
  conversations: 'processing',
  notes: ['validation', 'processing'],
  executionOptions: ['qualityThreshold'],
} satisfies StageContract
