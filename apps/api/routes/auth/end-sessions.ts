import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `DELETE /auth/sessions`: signs out everywhere, with `keep=current` everywhere else. */
export const endSessions: Route<Pick<ApiDeps, 'sessions'> & { callers: Callers }> = async (
  app,
  { sessions, callers },
) => {
  app.route({
    ...serve(routes.endSessions),
    handler: async (request) => {
      const { userId, sessionId } = whoAsks(request)
      const except = request.query.keep === 'current' ? sessionId : null
      const ended = await callers.change(userId, () => sessions.endAll(userId, except))
      request.access = { dataId: userId, details: { ended } }
      return ok({ ended })
    },
  })
}
