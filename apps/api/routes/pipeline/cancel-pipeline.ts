import { routes, toExecutionView } from '@techdeck/contracts'
import { cancelExecution } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from './find-execution.ts'

/** `POST /pipeline/:id/cancel`: asks an execution to stop; 409 when it has ended. Repeating it changes nothing. */
export const cancelPipeline: Route<Pick<ApiDeps, 'executions' | 'events'>> = async (app, deps) => {
  app.route({
    ...serve(routes.cancelPipeline),
    handler: async (request, reply) => {
      const { id } = request.params
      await cancelExecution(deps, await findExecution(deps.executions, request, id))
      return reply.code(202).send(ok(toExecutionView(await findExecution(deps.executions, request, id))))
    },
  })
}
