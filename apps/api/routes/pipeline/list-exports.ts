import { USABLE_STAGE_STATUSES, routes, type Execution, type ExportFile } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refuseDestroyed } from '../datasets/destroyed.ts'
import { findExecution } from './find-execution.ts'

/** `GET /pipeline/:id/exports`: the files that the execution made; none before its export has ended. */
export const listExports: Route<Pick<ApiDeps, 'executions' | 'results' | 'datasets'>> = async (app, deps) => {
  app.route({
    ...serve(routes.listExports),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      await refuseDestroyedOf(deps, execution)
      const files = await exportsOf(deps.results, execution)
      return ok({
        files: files.map(({ name, format, sizeBytes, sha256, records, split }) => ({
          name,
          format,
          size_bytes: sizeBytes,
          sha256,
          records,
          split,
        })),
      })
    },
  })
}

/**
 * Of several data sets, those whose keys are there go on to be answered.
 *
 * @throws DataDestroyedError where the key of the only data set is destroyed, or that of a file's
 */
export async function refuseDestroyedOf(
  { datasets }: Pick<ApiDeps, 'datasets'>,
  { datasetIds }: Execution,
  name?: string,
): Promise<void> {
  for (const id of datasetIds)
    if (datasetIds.length === 1 || name?.startsWith(`${id}.`)) refuseDestroyed(await datasets.get(id))
}

/** The files of an execution; of several data sets each file's name begins with the data set's id. */
export async function exportsOf(
  results: Pick<ApiDeps['results'], 'get'>,
  { id, datasetIds }: Execution,
): Promise<(ExportFile & { datasetId: string })[]> {
  const stages = await Promise.all(datasetIds.map((datasetId) => results.get(id, datasetId, 'export')))
  const made = stages.flatMap((stage) => (stage && USABLE_STAGE_STATUSES.includes(stage.status) ? [stage] : []))
  return made.flatMap(({ datasetId, outputData }) =>
    outputData.files.map((file) => ({
      ...file,
      datasetId,
      name: datasetIds.length === 1 ? file.name : `${datasetId}.${file.name}`,
    })),
  )
}
