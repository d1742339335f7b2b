import { z } from 'zod'
import { Id, IdParams, Ok } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const RevealBody = z.strictObject({
  /** Why, for the audit log; it must identify nobody. */
  reason: z.string().trim().min(3).max(200),
})

/** What was taken out of a conversation. */
export const RevealedView = z.object({
  conversation_id: z.string(),
  /** Places of the de-identified text (code points), and what stood there. */
  replaced: z.array(z.object({ turn: z.int(), start: z.int(), end: z.int(), text: z.string() })),
  /** Speakers' names by turn, where they had some. */
  speakers: z.array(z.string().nullable()),
  metadata: z.record(z.string(), z.json()),
  labels: z.record(z.string(), z.json()),
})
export type RevealedView = z.infer<typeof RevealedView>

export const identityRoutes = {
  revealIdentity: {
    method: 'POST',
    path: '/pipeline/:id/reveal/:conversation',
    permission: 'identity:reveal',
    reachesOthers: 'pipeline:read:any',
    summary: 'What was taken out of a conversation, from the vault of a run that kept one',
    params: IdParams.extend({ conversation: Id }),
    body: RevealBody,
    opens: true,
    status: 200,
    answer: Ok(RevealedView),
    audit: 'identity.reveal',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
