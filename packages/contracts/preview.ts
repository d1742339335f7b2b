import { z } from 'zod'
import { Conversation } from './conversation.ts'
import { LOSS_KINDS } from './statuses.ts'
import { EXPORT_FORMATS, STAGES } from './stages.ts'

/** What comes out of the first conversations of one data set. All text in it is de-identified. */
export const Preview = z.object({
  /** As they would be exported, with findings and scores. */
  conversations: z.array(Conversation),
  /** Conversations that were taken from the beginning of the data set. */
  read: z.int(),
  /** What was left out on the way. Ingestion counts rows, of as much of the files as was looked at. */
  losses: z.array(z.object({ stage: z.enum(STAGES), kind: z.enum(LOSS_KINDS), reason: z.string(), count: z.int() })),
  /** Of a dry run: how large these conversations are in each format that was asked for. */
  sizes: z.array(z.object({ format: z.enum(EXPORT_FORMATS), size_bytes: z.int() })).optional(),
  /** Why nothing would come out, such as in strict mode. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
})
export type Preview = z.infer<typeof Preview>

/** What would come out of a dry run, had it exported. */
export const Estimate = z.object({
  conversations: z.int(),
  /** Conversations that would wait for a person, since an identifier is left in them. */
  withheld: z.int(),
  /** Records and bytes in each format that was asked for, by as many first conversations as `sample` says. */
  formats: z.array(
    z.object({ format: z.enum(EXPORT_FORMATS), conversations: z.int(), size_bytes: z.int().nullable() }),
  ),
  sample: z.int(),
})
export type Estimate = z.infer<typeof Estimate>
