import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { owned } from '../../policy.ts'
import { queueInspection } from './record-dataset.ts'
import { toDatasetView } from './view.ts'

/** `POST /datasets/:id/restore`: takes the deletion of a data set back, by its owner, while its time of grace lasts. */
export const restoreDataset: Route<Pick<ApiDeps, 'datasets' | 'flows' | 'logger'>> = async (app, deps) => {
  const { datasets } = deps
  app.route({
    ...serve(routes.restoreDataset),
    handler: async (request) => {
      const { id } = request.params
      const find = async () => owned(await datasets.get(id), whoAsks(request))
      await find()
      await datasets.restore(id)
      const restored = await find()
      if (restored.status === 'deleted') throw new NotFoundError('The data set was purged; nobody can restore it.')
      if (restored.status === 'inspecting') await queueInspection(deps, restored)
      return ok(toDatasetView(restored))
    },
  })
}
