import { routes, toExecutionView } from '@techdeck/contracts'
import { DEFAULT_PAGE, page } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { groundOf, scopeOf } from '../../policy.ts'

/** `GET /pipeline`: the caller's executions, or the workspace's for who may see them. */
export const listPipelines: Route<Pick<ApiDeps, 'executions'>> = async (app, { executions }) => {
  app.route({
    ...serve(routes.listPipelines),
    handler: async (request) => {
      const { cursor = null, limit = DEFAULT_PAGE } = request.query
      const who = whoAsks(request)
      const { permission, reachesOthers } = routes.listPipelines
      const { items, nextCursor } = await executions.list(scopeOf(who, reachesOthers), cursor, limit)
      // Of several data sets some may be out of reach.
      const own = items.filter((execution) => groundOf(execution, who, permission, reachesOthers) !== null)
      return page({ items: own, nextCursor }, toExecutionView)
    },
  })
}
