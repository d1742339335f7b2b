import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { reachable } from '../../principal.ts'
import { toApiTokenView } from './view.ts'

/** `GET /auth/tokens`: the caller's, or another user's for those who manage users. */
export const listApiTokens: Route<Pick<ApiDeps, 'apiTokens' | 'users' | 'clock'>> = async (
  app,
  { apiTokens, users, clock },
) => {
  app.route({
    ...serve(routes.listApiTokens),
    handler: async (request) => {
      const who = whoAsks(request)
      const { user_id: userId = who.userId } = request.query
      if (userId !== who.userId) {
        const user = await users.get(userId)
        reachable(user && { ...user, userId }, who, routes.listApiTokens.reachesOthers)
      }
      return ok((await apiTokens.ofUser(userId, clock.now())).map(toApiTokenView))
    },
  })
}
