import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `POST /audit/forget`: destroys the key under which a person's addresses stand in the log. */
export const forgetInAudit: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.forgetInAudit),
    handler: async (request) => {
      const { user_id, reason } = request.body
      await audit.forget(user_id)
      request.access = { dataId: user_id, purpose: reason }
      return ok({ forgotten: true as const })
    },
  })
}
