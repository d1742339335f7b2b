import { routes } from '@techdeck/contracts'
import { ResourceError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { bearerOf, permissionsOf } from '../../principal.ts'

/** `POST /ws/tickets`: a ticket for one socket, bound to the caller, their session and what they may do now. */
export const issueTicket: Route<Pick<ApiDeps, 'tickets'>> = async (app, { tickets }) => {
  app.route({
    ...serve(routes.issueTicket),
    handler: async (request, reply) => {
      const who = whoAsks(request)
      const grant = { ...bearerOf(who), permissions: permissionsOf(who) }
      const { ticket, expiresInS } = await tickets.issue(grant).catch((cause: unknown) => {
        throw new ResourceError('Tickets cannot be given right now.', { cause, retryAfter: 2 })
      })
      return reply.header('cache-control', 'no-store').send(ok({ ticket, expires_in: expiresInS }))
    },
  })
}
