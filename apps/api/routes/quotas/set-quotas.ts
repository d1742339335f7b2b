import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { quotasView, withLimits, type QuotaDeps } from '../../quotas/quotas.ts'
import { findUser } from '../users/find-user.ts'

/** `PATCH /users/:id/quotas`: limits of one user; what they have already stays, and runs at work go on. */
export const setQuotas: Route<QuotaDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.setQuotas),
    handler: async (request) => {
      const user = await findUser(deps.users, request, request.params.id)
      const quotas = withLimits(user.quotas ?? {}, request.body)
      await deps.users.setQuotas(user.id, quotas)
      request.access = { dataId: user.id, details: { ...request.body } }
      return ok(await quotasView(deps, { ...user, quotas }))
    },
  })
}
