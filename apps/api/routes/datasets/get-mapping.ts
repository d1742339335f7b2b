import { routes } from '@techdeck/contracts'
import { readingOfFile } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { dataKeyOf } from '../pipeline/data-key.ts'
import { findDataset } from './get-dataset.ts'
import { noReading } from './list-readings.ts'
import { toMappingFields } from './mapping.ts'

/** `GET /datasets/:id/mapping`: how a file is read, or the first that is, in the form in which an upload takes it. */
export const getMapping: Route<Pick<ApiDeps, 'datasets' | 'keys' | 'keyRing' | 'artifacts'>> = async (app, deps) => {
  app.route({
    ...serve(routes.getMapping),
    handler: async (request) => {
      const { file: only } = request.query
      const dataset = await findDataset(deps.datasets, request, request.params.id)
      const file = dataset.files.find(
        ({ ordinal, inspection }) => inspection !== undefined && (only === undefined || ordinal === only),
      )
      const reading = file && (await readingOfFile(deps.artifacts, file, await dataKeyOf(deps, dataset.id)))
      if (!reading) throw noReading(only ?? 0)
      request.access = { dataId: dataset.id, details: { file: file.ordinal } }
      // Columns that are metadata anyway need no naming.
      const { metadata: _metadata, ...mapping } = toMappingFields(reading.mapping)
      return ok({ file: file.ordinal, format: reading.format, mapping })
    },
  })
}
