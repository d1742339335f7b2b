import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { clearRefreshCookie } from './cookie.ts'

/** `POST /auth/logout`: ends the session; its access tokens stop working within a second. */
export const logout: Route<Pick<ApiDeps, 'sessions'> & { callers: Callers }> = async (app, { sessions, callers }) => {
  app.route({
    ...serve(routes.logout),
    handler: async (request, reply) => {
      const { userId, sessionId } = whoAsks(request)
      request.access = { dataId: sessionId ?? undefined }
      if (sessionId !== null) await callers.change(userId, () => sessions.end(sessionId))
      clearRefreshCookie(reply)
      return ok({ session_id: sessionId })
    },
  })
}
