import { z } from 'zod'
import type { StageContract } from '../definition.ts'

export const contract = {
  name: 'standardization',
  after: 'ingestion',
  version: 2,
  options: z.strictObject({
    /**
     * Joins adjacent turns of one speaker into one. Off by default: turn counts, times and annotators' labels stay as
     * the source has them, and merging loses where one utterance ended. Turn labels of a joined turn are dropped unless equal.
     */
    mergeTurns: z.boolean().default(false),
    /** Counts conversations with equal roles and texts once: the first by source position stays. */
    dropDuplicates: z.boolean().default(true),
  }),
  reads: ['turns', 'language', 'metadata', 'labels', 'position'],
  conversations: 'ingestion',
  notes: [],
  executionOptions: [],
} satisfies StageContract
