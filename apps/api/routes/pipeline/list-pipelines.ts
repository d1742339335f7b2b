import { routes, toExecutionView } from '@techdeck/contracts'
import { DEFAULT_PAGE, page } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { scopeOf } from '../../principal.ts'

/** `GET /pipeline`: the caller's executions, or the workspace's for who may see them. */
export const listPipelines: Route<Pick<ApiDeps, 'executions'>> = async (app, { executions }) => {
  app.route({
    ...serve(routes.listPipelines),
    handler: async (request) => {
      const { cursor = null, limit = DEFAULT_PAGE } = request.query
      const scope = scopeOf(whoAsks(request), routes.listPipelines.reachesOthers)
      return page(await executions.list(scope, cursor, limit), toExecutionView)
    },
  })
}
