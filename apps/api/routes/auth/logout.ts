import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { clearRefreshCookie } from './cookie.ts'

/** `POST /auth/logout`: ends the session; its access tokens stop working within a second. */
export const logout: Route<Pick<ApiDeps, 'tokens'>> = async (app, { tokens }) => {
  app.route({
    ...serve(routes.logout),
    handler: async (request, reply) => {
      const { sessionId } = whoAsks(request)
      if (sessionId !== null) await tokens.end(sessionId)
      clearRefreshCookie(reply)
      return ok({ session_id: sessionId })
    },
  })
}
