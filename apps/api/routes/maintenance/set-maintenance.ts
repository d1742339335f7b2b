import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { toMaintenanceView } from '../../plugins/maintenance.ts'
import { serve, type Route } from '../../plugins/route.ts'

type Deps = Pick<ApiDeps, 'maintenance' | 'clock'>

/** `PUT /maintenance`: holds from the answer on, on every instance; saying it again changes the message. */
export const beginMaintenance: Route<Deps> = async (app, { maintenance, clock }) => {
  app.route({
    ...serve(routes.beginMaintenance),
    handler: async (request) => {
      const { workspaceId, userId } = whoAsks(request)
      const { message } = request.body
      const since = (await maintenance.get(workspaceId))?.since ?? clock.now()
      const begun = { id: workspaceId, message, by: userId, since }
      await maintenance.begin(begun)
      request.access = { dataId: workspaceId }
      return ok(toMaintenanceView(begun))
    },
  })
}

/** `DELETE /maintenance`: work is taken again. */
export const endMaintenance: Route<Deps> = async (app, { maintenance }) => {
  app.route({
    ...serve(routes.endMaintenance),
    handler: async (request) => {
      const { workspaceId } = whoAsks(request)
      request.access = { dataId: workspaceId }
      return ok({ ended: await maintenance.end(workspaceId) })
    },
  })
}
