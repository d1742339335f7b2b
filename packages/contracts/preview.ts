import { z } from 'zod'
import { Conversation } from './conversation.ts'
import { LOSS_KINDS } from './records.ts'
import { STAGES } from './stages.ts'

/** What comes out of the first conversations of one data set. All text in it is de-identified. */
export const Preview = z.object({
  /** As they would be exported, with findings and scores. */
  conversations: z.array(Conversation),
  /** Conversations that were taken from the beginning of the data set. */
  read: z.int(),
  /** What was left out on the way. Ingestion counts rows, of as much of the files as was looked at. */
  losses: z.array(z.object({ stage: z.enum(STAGES), kind: z.enum(LOSS_KINDS), reason: z.string(), count: z.int() })),
  /** Why nothing would come out, such as in strict mode. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
})
export type Preview = z.infer<typeof Preview>
