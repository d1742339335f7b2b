import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { Watchers } from '../../watchers.ts'
import { findExecution } from './find-execution.ts'
import { currentTracker, type TrackerDeps } from './tracker.ts'

/** `GET /pipeline/:id/progress`: the tracker; it never falls, and is rebuilt from the records where Redis lost it. */
export const getProgress: Route<TrackerDeps & { watchers: Watchers }> = async (app, deps) => {
  app.route({
    ...serve(routes.getProgress),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      return ok({ ...(await currentTracker(deps, execution)), subscribers: deps.watchers.count(execution.id) })
    },
  })
}
