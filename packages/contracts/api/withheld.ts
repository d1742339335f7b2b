import { z } from 'zod'
import { Conversation, Finding } from '../conversation.ts'
import { Id, IdParams, Ok } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** A conversation that was withheld, as it was before it was de-identified, with what was found in it. */
export const WithheldView = z.object({
  dataset_id: z.string(),
  /** Why it did not come out, such as `identifier_left`. */
  reason_code: z.string(),
  conversation: Conversation.pick({ id: true, language: true, turns: true }),
  findings: z.array(Finding),
})
export type WithheldView = z.infer<typeof WithheldView>

export const ReleaseWithheldBody = z.strictObject({
  /** Ids of withheld conversations. */
  conversations: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .min(1)
    .max(100),
  /** Why, for the audit log and the record of the release; it must identify nobody. */
  reason: z.string().trim().min(3).max(200),
})
export const ReleasedWithheldView = z.object({
  released: z.int(),
  /** Of all runs of these data sets: the next one lets them through. */
  of_datasets: z.array(z.object({ dataset_id: z.string(), released: z.int() })),
})
export type ReleasedWithheldView = z.infer<typeof ReleasedWithheldView>

export const withheldRoutes = {
  getWithheld: {
    method: 'GET',
    path: '/pipeline/:id/withheld/:conversation',
    permission: 'quarantine:read',
    reachesOthers: 'quarantine:read:any',
    summary: 'A withheld conversation as it was, for whoever decides whether it may go on',
    params: IdParams.extend({ conversation: Id }),
    opens: true,
    status: 200,
    answer: Ok(WithheldView),
    audit: 'withheld.read',
  },
  releaseWithheld: {
    method: 'POST',
    path: '/pipeline/:id/withheld/release',
    permission: 'quarantine:release',
    reachesOthers: 'quarantine:read:any',
    summary: 'Let withheld conversations through from the next run of their data set on',
    params: IdParams,
    body: ReleaseWithheldBody,
    opens: true,
    status: 200,
    answer: Ok(ReleasedWithheldView),
    audit: 'withheld.release',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
