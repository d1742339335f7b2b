import { routes, toExecutionView } from '@techdeck/contracts'
import { retryExecution } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { granted } from '../../policy.ts'
import { startExecution, type StartDeps } from './start-execution.ts'

/** `POST /pipeline/execute`: records the execution, hands it to the queues, answers before any stage starts. */
export const executePipeline: Route<StartDeps & Pick<ApiDeps, 'shards'>> = async (app, deps) => {
  app.route({
    ...serve(routes.executePipeline),
    handler: async (request, reply) => {
      const who = whoAsks(request)
      const { resume_from_checkpoint: resumed, ...settings } = request.body
      const start = () => startExecution(deps, who, { settings, idempotencyKey: request.headers['idempotency-key'] })
      const execution = resumed === undefined ? await start() : await resume(deps, resumed)
      request.access = { executionId: execution.id, dataId: execution.id, details: { datasets: execution.datasetIds } }
      return reply
        .code(202)
        .header('location', `/api/v1/pipeline/${execution.id}`)
        .send(ok(toExecutionView(execution)))

      async function resume({ executions }: typeof deps, id: string) {
        const ended = granted(await executions.get(id), who, 'pipeline:control', 'pipeline:control:any')
        await retryExecution(deps, ended)
        return (await executions.get(id)) ?? ended
      }
    },
  })
}
