import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { toMaintenanceView } from '../../plugins/maintenance.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /maintenance`: for everybody who is signed in, since it is their work that waits. */
export const getMaintenance: Route<Pick<ApiDeps, 'maintenance'>> = async (app, { maintenance }) => {
  app.route({
    ...serve(routes.getMaintenance),
    handler: async (request) => {
      const under = await maintenance.get(whoAsks(request).workspaceId)
      return ok(under && toMaintenanceView(under))
    },
  })
}
