import { z } from 'zod'
import type { StageContract } from '../definition.ts'

export const contract = {
  name: 'ingestion',
  after: null,
  version: 4,
  options: z.strictObject({
    /** A conversation with more text than this (UTF-16 units) is quarantined whole: it is never held in memory. */
    maxConversationChars: z
      .int()
      .positive()
      .max(256 * 2 ** 20)
      .default(8 * 2 ** 20),
  }),
  reads: [],
  conversations: null,
  notes: [],
  executionOptions: [],
} satisfies StageContract
