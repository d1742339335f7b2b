import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { reachable } from '../../principal.ts'

/** `DELETE /auth/sessions/:id`: signs out one session, one's own or anybody's for those who manage users. */
export const endSession: Route<Pick<ApiDeps, 'sessions' | 'clock'> & { callers: Callers }> = async (
  app,
  { sessions, callers, clock },
) => {
  app.route({
    ...serve(routes.endSession),
    handler: async (request) => {
      const found = await sessions.live(request.params.id, clock.now())
      const { id, userId } = reachable(found, whoAsks(request), routes.endSession.reachesOthers)
      const ended = await callers.change(userId, () => sessions.end(id))
      return ok({ ended: ended ? 1 : 0 })
    },
  })
}
