import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { startExecution, type StartDeps } from '../pipeline/start-execution.ts'

/** `POST /validation/:dataset_id`: runs the stages up to validation. */
export const validateDataset: Route<StartDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.validateDataset),
    handler: async (request, reply) => {
      const { dataset_id: id } = request.params
      const execution = await startExecution(deps, whoAsks(request), {
        settings: {
          dataset_ids: [id],
          execution_mode: 'dry_run',
          quality_threshold: 0.7,
          enable_bias_detection: request.body?.enable_bias_detection ?? true,
          export_formats: ['jsonl'],
        },
        upTo: 'validation',
      })
      request.access = { dataId: id, executionId: execution.id }
      return reply
        .code(202)
        .header('location', `/api/v1/pipeline/${execution.id}`)
        .send(ok({ execution_id: execution.id }))
    },
  })
}
