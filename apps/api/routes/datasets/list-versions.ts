import { routes, type Dataset, type DatasetVersion, type DatasetVersionView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from './get-dataset.ts'

/** `GET /datasets/:id/versions`: what the data set held from version to version. */
export const listVersions: Route<Pick<ApiDeps, 'datasets'>> = async (app, { datasets }) => {
  app.route({
    ...serve(routes.listVersions),
    handler: async (request) => {
      const dataset = await findDataset(datasets, request, request.params.id)
      const all = [dataset, ...(await datasets.earlierVersions(dataset.id))]
      return ok(all.map((version) => toVersionView(version)))
    },
  })
}

const toVersionView = (held: Omit<DatasetVersion, 'datasetId'> | Dataset): DatasetVersionView => ({
  version: held.version,
  format: held.format,
  encoding: held.encoding,
  conversation_count: held.conversationCount,
  turn_count: held.turnCount,
  size_bytes: held.sizeBytes,
  sha256: held.sha256,
  files: held.files.filter(({ container }) => container === undefined).length,
  created_at: held.updatedAt.toISOString(),
})
