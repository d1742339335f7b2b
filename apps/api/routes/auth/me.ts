import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { permissionsOf } from '../../principal.ts'
import { refused } from '../../refused.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /auth/me`: who the token belongs to and what they may do. */
export const me: Route<Pick<ApiDeps, 'users'>> = async (app, { users }) => {
  app.route({
    ...serve(routes.me),
    handler: async (request) => {
      const who = whoAsks(request)
      const { userId, role, sessionId, token } = who
      const user = await users.get(userId)
      if (!user) throw refused('token_invalid')
      return ok({
        user_id: userId,
        email: user.email,
        role,
        permissions: permissionsOf(who),
        session_id: sessionId,
        token: token && { id: token.id, kind: token.kind },
      })
    },
  })
}
