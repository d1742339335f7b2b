import { isLiveApiToken, routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { reachable } from '../../principal.ts'

/** `DELETE /auth/tokens/:id`: one's own, or anybody's for those who manage users. */
export const revokeApiToken: Route<Pick<ApiDeps, 'apiTokens' | 'clock'> & { callers: Callers }> = async (
  app,
  { apiTokens, callers, clock },
) => {
  app.route({
    ...serve(routes.revokeApiToken),
    handler: async (request) => {
      const found = await apiTokens.get(request.params.id)
      const live = found && isLiveApiToken(found, clock.now()) ? found : null
      const { id, userId } = reachable(live, whoAsks(request), routes.revokeApiToken.reachesOthers)
      return ok({ revoked: await callers.change(userId, () => apiTokens.revoke(id, clock.now())) })
    },
  })
}
