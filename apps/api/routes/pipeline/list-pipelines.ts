import { routes, toExecutionView } from '@techdeck/contracts'
import { DEFAULT_PAGE, page } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { scopeOf, visible } from '../../policy.ts'

/** `GET /pipeline`: the caller's executions, or the workspace's for who may see them. */
export const listPipelines: Route<Pick<ApiDeps, 'executions'>> = async (app, { executions }) => {
  app.route({
    ...serve(routes.listPipelines),
    handler: async (request) => {
      const { cursor = null, limit = DEFAULT_PAGE, workspace_id: named } = request.query
      const who = whoAsks(request)
      const scope = scopeOf(who, routes.listPipelines.reachesOthers, named)
      const { items, nextCursor } = await executions.list(scope, cursor, limit)
      // Of several data sets some may be out of reach.
      return page({ items: visible(request, items), nextCursor }, toExecutionView)
    },
  })
}
