import { z } from 'zod'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** What a sweep removes, or would. */
export const SweptView = z.object({
  dataset_id: z.string(),
  /** When its retention was over. */
  due_at: Time,
  /** Uploads, results and exports below it. */
  artifacts: z.int(),
  /** Runs that are at work on it: it goes once they have ended. */
  needed_by: z.array(z.string()),
})
export type SweptView = z.infer<typeof SweptView>

export const SweepView = z.object({
  dry_run: z.boolean(),
  /** Data sets whose retention is over, the longest overdue first. */
  datasets: z.array(SweptView),
  /** Runs whose raw and canonical text has stayed for as long as it may. */
  texts: z.array(z.object({ execution_id: z.string(), ended_at: Time, needed_by: z.array(z.string()) })),
  /** Data sets whose unpacked files have, those unpacked first. */
  unpacked: z.array(z.object({ dataset_id: z.string(), unpacked_at: Time, needed_by: z.array(z.string()) })),
})
export type SweepView = z.infer<typeof SweepView>

export const retentionRoutes = {
  sweepRetention: {
    method: 'POST',
    path: '/retention/sweep',
    permission: 'dataset:purge',
    summary:
      'Delete data sets whose retention is over, and intermediate text of long ago, or with dry_run only say which',
    body: z.strictObject({ dry_run: z.boolean().default(true) }),
    status: 200,
    answer: Ok(SweepView),
    audit: 'retention.sweep',
  },
} as const satisfies Record<string, RouteContract>
