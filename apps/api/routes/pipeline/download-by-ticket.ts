import { routes } from '@techdeck/contracts'
import { NotFoundError, ResourceError } from '@techdeck/core'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { sendExport } from './download-export.ts'

type Deps = Parameters<typeof sendExport>[0] & Pick<ApiDeps, 'downloads'> & { callers: Callers }

/**
 * `GET /downloads`: the file of a ticket, to whoever asked for it: they must still be signed in and reach it. The ticket
 * is spent before anything else, so one that stands in a log or a history is good for nothing.
 */
export const downloadByTicket: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.downloadByTicket),
    handler: async (request, reply) => {
      const grant = await deps.downloads.redeem(request.query.ticket).catch((cause: unknown) => {
        throw new ResourceError('Downloads cannot be begun right now.', { cause, retryAfter: 2 })
      })
      if (!grant)
        throw new NotFoundError('The address is not valid.', {
          userMessage: 'This download was begun before, or its time is over. Start it again from the page.',
        })
      request.principal = await deps.callers.principal(grant)
      return sendExport(deps, request, reply, { id: grant.executionId, ...grant })
    },
  })
}
