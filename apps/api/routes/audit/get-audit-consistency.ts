import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { base64 } from './view.ts'

/** `GET /audit/consistency`: hashes by which a witness sees that the log only grew. */
export const getAuditConsistency: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.getAuditConsistency),
    handler: async ({ query: { from, to } }) => ok({ proof: (await audit.consistency(from, to)).map(base64) }),
  })
}
