import { routes } from '@techdeck/contracts'
import { ResourceError } from '@techdeck/core'
import { BOARD_PATH, givePass } from '@techdeck/queue-board'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `POST /queues/pass`: lets the caller's browser into the board for an hour, while their session lasts and they are admin. */
export const openQueues: Route<Pick<ApiDeps, 'passes'>> = async (app, { passes }) => {
  app.route({
    ...serve(routes.openQueues),
    handler: async (request, reply) => {
      const { pass, expiresInS } = await passes.issue(whoAsks(request)).catch((cause: unknown) => {
        throw new ResourceError('Passes cannot be given right now.', { cause, retryAfter: 2 })
      })
      givePass(reply, pass, expiresInS)
      return ok({ url: BOARD_PATH, expires_in: expiresInS })
    },
  })
}
