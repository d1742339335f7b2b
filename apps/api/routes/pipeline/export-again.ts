import { routes, toExecutionView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from './find-execution.ts'
import { startExecution, type StartDeps } from './start-execution.ts'

/**
 * `POST /pipeline/:id/export`: a new execution with the settings of one that there is and other rules of export. The
 * stages before it are taken over, where nothing changed since.
 */
export const exportAgain: Route<StartDeps & Pick<ApiDeps, 'executions'>> = async (app, deps) => {
  app.route({
    ...serve(routes.exportAgain),
    handler: async (request, reply) => {
      const like = await findExecution(deps.executions, request, request.params.id)
      const { export_formats: formats, options, plan } = request.body
      const { export: _own, ...others } = like.options
      const execution = await startExecution(deps, whoAsks(request), {
        settings: {
          dataset_ids: like.datasetIds,
          // A dry run has no export that could be planned.
          execution_mode: like.executionMode === 'dry_run' ? 'standard' : like.executionMode,
          quality_threshold: like.qualityThreshold,
          enable_bias_detection: like.enableBiasDetection,
          export_formats: formats ?? like.exportFormats,
          options: { ...others, export: { ...options, plan } },
        },
      })
      request.access = {
        executionId: execution.id,
        dataId: execution.id,
        details: { datasets: execution.datasetIds, like: like.id },
      }
      return reply
        .code(202)
        .header('location', `/api/v1/pipeline/${execution.id}`)
        .send(ok(toExecutionView(execution)))
    },
  })
}
