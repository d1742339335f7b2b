import { routes, toExecutionView } from '@techdeck/contracts'
import { retryExecution } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from './find-execution.ts'

/** `POST /pipeline/:id/retry`: continues a partial, failed or cancelled execution; what is done is not done again. */
export const retryPipeline: Route<Pick<ApiDeps, 'executions' | 'shards' | 'flows'>> = async (app, deps) => {
  app.route({
    ...serve(routes.retryPipeline),
    handler: async (request, reply) => {
      const { id } = request.params
      await retryExecution(deps, await findExecution(deps.executions, request, id))
      return reply.code(202).send(ok(toExecutionView(await findExecution(deps.executions, request, id))))
    },
  })
}
