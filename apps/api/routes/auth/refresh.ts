import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { record } from '../../plugins/audit.ts'
import { refused } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { readRefreshCookie, setRefreshCookie } from './cookie.ts'
import { hashToken, newRefreshToken, signedIn } from './tokens.ts'

type Deps = Pick<ApiDeps, 'users' | 'tokens' | 'audit' | 'clock'>

/**
 * `POST /auth/refresh`: a new access token and a new refresh token for a refresh token, which is used up by it.
 * Of any number that use one at the same time one wins; using one again ends the session, since somebody has a copy.
 */
export const refresh: Route<Deps> = async (app, deps) => {
  const { users, tokens, clock } = deps
  app.route({
    ...serve(routes.refresh),
    handler: async (request, reply) => {
      const given = request.body?.refresh_token
      const presented = given ?? readRefreshCookie(request)
      if (presented === undefined) throw refused('missing_header')
      const { token, stored } = newRefreshToken(clock.now())
      const rotated = await tokens.rotate(hashToken(presented), stored)
      if (rotated.state === 'unknown') throw refused('session_ended')
      const { id, userId } = rotated
      request.access = { userId, dataId: id }
      if (rotated.state === 'reused') {
        await record(deps, request, 'auth.refresh_reused')
        throw refused('session_ended')
      }
      const user = await users.get(userId)
      if (!user?.isActive) throw refused('user_inactive')
      const view = signedIn(app, user, id)
      if (given !== undefined) return ok({ ...view, refresh_token: token })
      setRefreshCookie(reply, token)
      return ok(view)
    },
  })
}
