import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { ownedBy } from '../../principal.ts'
import { toDatasetView } from './view.ts'

/** `PATCH /datasets/:id`: another name, licence or consent, by the owner. */
export const renameDataset: Route<Pick<ApiDeps, 'datasets'>> = async (app, { datasets }) => {
  app.route({
    ...serve(routes.renameDataset),
    handler: async (request) => {
      const { id } = request.params
      const find = async () => ownedBy(await datasets.get(id), whoAsks(request), 'dataset:read:any')
      await find()
      await datasets.describe(id, request.body)
      return ok(toDatasetView(await find()))
    },
  })
}
