import { routes, toExecutionView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from './find-execution.ts'

/** `GET /pipeline/:id`: an execution with its stages. */
export const getPipeline: Route<Pick<ApiDeps, 'executions'>> = async (app, { executions }) => {
  app.route({
    ...serve(routes.getPipeline),
    handler: async (request) => ok(toExecutionView(await findExecution(executions, request, request.params.id))),
  })
}
