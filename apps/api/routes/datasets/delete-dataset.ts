import { routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { ownedBy } from '../../principal.ts'

/**
 * `DELETE /datasets/:id`: the data set is gone for everybody, and so is its content: destroying the data key makes every
 * copy unreadable. Refused while a run of it is active.
 */
export const deleteDataset: Route<Pick<ApiDeps, 'datasets' | 'executions' | 'keys'>> = async (
  app,
  { datasets, executions, keys },
) => {
  app.route({
    ...serve(routes.deleteDataset),
    handler: async (request) => {
      const { id } = request.params
      const { status } = ownedBy(await datasets.get(id), whoAsks(request), 'dataset:read:any')
      if (await executions.hasActiveFor(id)) throw active(id)
      // Execute looks at the status after it has recorded its run, so one of the two always sees the other.
      if (status !== 'deleted')
        await datasets.transition(id, ['uploading', 'inspecting', 'ready', 'invalid'], 'deleted')
      if (await executions.hasActiveFor(id)) {
        await datasets.transition(id, ['deleted'], status)
        throw active(id)
      }
      await keys.destroy(id)
      return ok({ id })
    },
  })
}

const active = (id: string): ConflictError =>
  new ConflictError('A run of this data set is active; cancel it or wait for it.', { details: { dataset_id: id } })
