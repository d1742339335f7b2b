import { z } from 'zod'
import { Ok } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const TicketView = z.object({
  /** Good for one `hello` or `renew`. */
  ticket: z.string(),
  /** Seconds. */
  expires_in: z.int(),
})
export type TicketView = z.infer<typeof TicketView>

export const socketRoutes = {
  issueTicket: {
    method: 'POST',
    path: '/ws/tickets',
    permission: 'signed_in',
    summary: 'A one-time ticket that signs a socket in as the caller',
    status: 200,
    answer: Ok(TicketView),
    rare: true,
  },
  openSocket: {
    method: 'GET',
    path: '/ws',
    permission: 'open',
    summary: 'A WebSocket for live events: the first frame signs in, with a ticket',
    status: 101,
  },
} as const satisfies Record<string, RouteContract>
