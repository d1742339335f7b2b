import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { granted } from '../../policy.ts'
import { toDatasetView } from './view.ts'

/** `PATCH /datasets/:id`: another name, licence or consent, by the owner or an editor. */
export const renameDataset: Route<Pick<ApiDeps, 'datasets'>> = async (app, { datasets }) => {
  app.route({
    ...serve(routes.renameDataset),
    handler: async (request) => {
      const { id } = request.params
      const find = async () => granted(await datasets.get(id), whoAsks(request), 'dataset:write')
      await find()
      await datasets.describe(id, request.body)
      return ok(toDatasetView(await find()))
    },
  })
}
