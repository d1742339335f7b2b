import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { quotasView, type QuotaDeps } from '../../quotas/quotas.ts'
import { findUser } from '../users/find-user.ts'

/** `GET /auth/quotas`: what the caller may have, and has. */
export const getMyQuotas: Route<QuotaDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.getMyQuotas),
    handler: async (request) => {
      return ok(await quotasView(deps, await findUser(deps.users, request, whoAsks(request).userId)))
    },
  })
}

/** `GET /users/:id/quotas`: what somebody may have, and has. */
export const getQuotas: Route<QuotaDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.getQuotas),
    handler: async (request) => ok(await quotasView(deps, await findUser(deps.users, request, request.params.id))),
  })
}
