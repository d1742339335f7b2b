import { MOST_RELEASED, routes, type Release } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import type { TrailDeps } from '../pipeline/trails.ts'
import { findWithheld } from './find-withheld.ts'

type Deps = TrailDeps & Pick<ApiDeps, 'executions' | 'releases' | 'clock'>

/**
 * `POST /pipeline/:id/withheld/release`: who released what, when and why is kept with the data set and in the audit log.
 * A canary is never released: it was planted so that it must not come out.
 */
export const releaseWithheld: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.releaseWithheld),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const { conversations, reason } = request.body
      const added: Release[] = []
      for (const conversation of new Set(conversations)) {
        const { trail, reason: withheldFor } = await findWithheld(deps, execution, conversation)
        if (withheldFor === 'canary_left')
          throw new ConflictError('A planted string is left in one of these conversations.', {
            details: { conversation },
            userMessage: 'One of these still holds a planted string; it is not released. Find out why it was left.',
          })
        added.push({
          id: `${trail.dataset.id}.${conversation}`,
          workspaceId: execution.workspaceId,
          datasetId: trail.dataset.id,
          conversation,
          executionId: execution.id,
          withheldFor,
          reason,
          releasedBy: whoAsks(request).userId,
          releasedAt: deps.clock.now(),
        })
      }
      const datasets = [...new Set(added.map(({ datasetId }) => datasetId))]
      for (const datasetId of datasets) {
        const before = await deps.releases.ofDataset(datasetId, MOST_RELEASED)
        if (before.length + added.length > MOST_RELEASED)
          throw new ConflictError(`At most ${MOST_RELEASED} conversations of a data set can be released.`, {
            details: { dataset_id: datasetId, released: before.length },
          })
      }
      await deps.releases.add(added)
      request.access = {
        executionId: execution.id,
        purpose: reason,
        details: { conversations: added.length, reason },
      }
      const counts = await Promise.all(
        datasets.map(async (datasetId) => ({
          dataset_id: datasetId,
          released: (await deps.releases.ofDataset(datasetId, MOST_RELEASED)).length,
        })),
      )
      return ok({ released: added.length, of_datasets: counts })
    },
  })
}
