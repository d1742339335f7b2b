import { z } from 'zod'
import { Ok } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const QueuePassView = z.object({
  /** Where the board is; the pass goes there as a cookie. */
  url: z.string(),
  /** Seconds. */
  expires_in: z.int(),
})
export type QueuePassView = z.infer<typeof QueuePassView>

export const queueRoutes = {
  openQueues: {
    method: 'POST',
    path: '/queues/pass',
    permission: 'queues:manage',
    person: true,
    summary: 'A pass to the page with the queues, as a cookie of this browser',
    status: 200,
    answer: Ok(QueuePassView),
    audit: 'queues.open',
  },
} as const satisfies Record<string, RouteContract>
