import { z } from 'zod'

/**
 * What became of a stage's records: `in = out + rejected + quarantined + merged + withheld`.
 * Ingestion counts source rows (and says in `conversations` how many conversations they made), later stages conversations.
 */
export const Records = z.object({
  in: z.int(),
  out: z.int(),
  rejected: z.int(),
  quarantined: z.int(),
  merged: z.int(),
  withheld: z.int(),
  conversations: z.int().optional(),
})
export type Records = z.infer<typeof Records>
