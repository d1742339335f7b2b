import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { record } from '../../plugins/audit.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refused } from '../../refused.ts'
import { readRefreshCookie, setRefreshCookie } from './cookie.ts'
import { hashToken, newToken } from './one-time.ts'
import { signedIn } from './start-session.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions' | 'settings' | 'audit' | 'clock'> & { callers: Callers }

/**
 * `POST /auth/refresh`: a new access token and a new refresh token for a refresh token, which is used up by it.
 * Of any number that use one at the same time one wins; using one again ends the session, since somebody has a copy.
 */
export const refresh: Route<Deps> = async (app, deps) => {
  const { users, sessions, settings, callers, clock } = deps
  app.route({
    ...serve(routes.refresh),
    handler: async (request, reply) => {
      const { refresh_token: given, active = true } = request.body ?? {}
      const presented = given ?? readRefreshCookie(request, settings.corsOrigins)
      if (presented === undefined) throw refused('missing_header')
      const { token, tokenHash } = newToken()
      const rotated = await sessions.rotate(hashToken(presented), { tokenHash, now: clock.now(), active })
      if (rotated.state === 'unknown') throw refused('session_ended')
      const { id, userId, expiresAt } = rotated.session
      request.access = { userId, dataId: id }
      if (rotated.state === 'reused') {
        await callers.change(userId, () => record(deps, request, 'auth.refresh_reused'))
        throw refused('session_ended')
      }
      const user = await users.get(userId)
      if (!user?.isActive) throw refused('user_inactive')
      const view = signedIn(app, user, id)
      if (given !== undefined) return ok({ ...view, refresh_token: token })
      setRefreshCookie(reply, token, expiresAt)
      return ok(view)
    },
  })
}
