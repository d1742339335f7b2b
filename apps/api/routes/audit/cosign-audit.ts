import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `POST /audit/cosignatures`: not in the log itself, or each look of a witness would give it something new to see. */
export const cosignAudit: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.cosignAudit),
    handler: async ({ body: { note } }) => {
      await audit.cosign(note)
      return ok({ cosigned: true as const })
    },
  })
}
