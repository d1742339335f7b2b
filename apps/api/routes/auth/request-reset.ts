import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

/**
 * `POST /auth/password/reset`: notes the wish where administrators see it; the link goes to them alone, since nothing
 * here sends mail. The same answer for every address, and before what only a known one causes is done.
 */
export const requestReset: Route<Pick<ApiDeps, 'users' | 'clock' | 'logger'>> = async (
  app,
  { users, clock, logger },
) => {
  app.route({
    ...serve(routes.requestReset),
    handler: async (request, reply) => {
      const user = await users.byEmail(request.body.email)
      request.access = user ? { userId: user.id, dataId: user.id } : {}
      if (user?.isActive)
        users
          .noteResetRequest(user.id, clock.now())
          .catch((error: unknown) => logger.warn({ userId: user.id, err: error }, 'a wish for a reset is lost'))
      return reply.code(202).send(ok({ requested: true as const }))
    },
  })
}
