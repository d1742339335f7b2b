import { z } from 'zod'
import { STAGES } from './stages.ts'

/** One numbered event as clients see it; `cursor` is `epoch:seq`. `data` holds ids, counts, codes and durations, never text. */
export const EventView = z.object({
  execution_id: z.string(),
  cursor: z.string(),
  event: z.string(),
  stage: z.enum(STAGES).optional(),
  dataset_id: z.string().optional(),
  timestamp: z.string(),
  data: z.record(z.string(), z.json()),
})
export type EventView = z.infer<typeof EventView>
