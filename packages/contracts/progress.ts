import { z } from 'zod'
import { EXECUTION_STATUSES } from './statuses.ts'

/** The progress of one execution: the same object on web, command line and MCP. `progress` never falls. */
export const Tracker = z.object({
  execution_id: z.string(),
  type: z.literal('pipeline_execution'),
  status: z.enum(EXECUTION_STATUSES),
  /** Percent, an integer from 0 to 100. */
  progress: z.int(),
  /** `initialization` before the first stage, `completed` after the last. */
  current_stage: z.string(),
  total_stages: z.int(),
  completed_stages: z.array(z.string()),
  stage_progress: z.record(z.string(), z.number()),
  dataset_ids: z.array(z.string()),
  start_time: z.string().nullable(),
  estimated_completion: z.string().nullable(),
  last_updated: z.string(),
  records: z.object({ known: z.int(), done: z.int(), quarantined: z.int() }),
  subscribers: z.int(),
  cursor: z.string(),
})
export type Tracker = z.infer<typeof Tracker>
