import { z } from 'zod'
import type { StageContract } from '../definition.ts'

export const contract = {
  name: 'export',
  after: 'quality',
  version: 2,
  options: z.strictObject({
    /**
     * Names of splits with their shares, such as `{train: 0.8, validation: 0.1, test: 0.1}`; shares are relative.
     * A conversation's split depends on its id alone, so it stays the same when the data set grows. None by default.
     */
    splits: z
      .record(z.string().regex(/^[a-z][a-z0-9_]{0,19}$/), z.number().positive().max(1e6))
      .refine((splits) => Object.keys(splits).length <= 16)
      .optional(),
    /** `openai_chat`: joins adjacent messages of one role, as chat templates that ask for alternating roles need it. */
    alternateRoles: z.boolean().default(true),
    /** `jsonl`: whether findings and scores are written beside the text. */
    annotations: z.boolean().default(true),
  }),
  reads: ['turns', 'source', 'language', 'metadata', 'labels', 'processing.findings', 'quality.scores'],
  conversations: 'processing',
  notes: ['processing', 'quality'],
  executionOptions: ['exportFormats', 'executionMode'],
} satisfies StageContract
