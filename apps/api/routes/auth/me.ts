import { ROLE_PERMISSIONS, routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /auth/me`: who the token belongs to and what they may do. */
export const me: Route = async (app) => {
  app.route({
    ...serve(routes.me),
    handler: async (request) => {
      const { userId, email, role, sessionId } = whoAsks(request)
      return ok({ user_id: userId, email, role, permissions: [...ROLE_PERMISSIONS[role]], session_id: sessionId })
    },
  })
}
