import { z } from 'zod'
import type { StageContract } from '../definition.ts'

export const contract = {
  name: 'validation',
  after: 'standardization',
  version: 5,
  options: z.strictObject({
    /** Conversations with fewer turns are rejected as `too_few_turns`. */
    minTurns: z.int().min(1).max(1000).default(2),
    /** Mode `fast`: this share of the conversations, chosen by their ids, goes through the clinical and bias tiers. */
    fastShare: z.number().min(0.01).max(1).default(0.2),
    /** Groups that fewer conversations mention are left out of comparisons: their figures would say nothing. */
    minGroupSize: z.int().min(2).max(100_000).default(10),
    /** Shares of conversations in which groups should be mentioned, by `axis/group`; the report compares. */
    reference: z.record(z.string().regex(/^[a-z_]{1,40}\/[a-z_]{1,40}$/), z.number().min(0).max(1)).default({}),
  }),
  reads: ['turns', 'source'],
  conversations: 'standardization',
  notes: [],
  executionOptions: ['executionMode', 'enableBiasDetection'],
} satisfies StageContract
