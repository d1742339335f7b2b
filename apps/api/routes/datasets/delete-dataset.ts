import { routes, type Dataset, type DeletedView } from '@techdeck/contracts'
import { AuthorizationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { granted, owned } from '../../policy.ts'
import { holds } from '../../principal.ts'
import { downloadsOf } from './downloads-of.ts'
import { purgeDataset, type PurgeDeps } from '../../retention/purge-dataset.ts'
import { softDeleteIdle } from '../../retention/soft-delete-idle.ts'

type Deps = PurgeDeps & Pick<ApiDeps, 'audit' | 'settings'>

/**
 * `DELETE /datasets/:id`: the data set is gone for everybody at once. For a time its owner can restore it; then, or with
 * `now`, its key is destroyed, which makes every copy unreadable, and all that was made of it is removed. Refused while a
 * run of it is active. The answer lists what was downloaded of its exports, which nobody can take back.
 */
export const deleteDataset: Route<Deps> = async (app, deps) => {
  const { datasets } = deps
  app.route({
    ...serve(routes.deleteDataset),
    handler: async (request) => {
      const { id } = request.params
      const { now = false } = request.query
      const before = await findToDelete(deps, request, id, now)
      await softDeleteIdle(deps, before)
      if (now) await purgeDataset(deps, id)
      const downloads = await downloadsOf(deps, before)
      const { deletion } = (await datasets.get(id)) ?? before
      request.access = { details: { now, downloads: downloads.slice(0, MOST_AUDITED).map(auditedOf) } }
      return ok({
        id,
        purge_at: deletion?.isPurging ? null : (deletion?.purgeAt?.toISOString() ?? null),
        purged: deletion?.isPurging ?? false,
        downloads,
      } satisfies DeletedView)
    },
  })
}

/** Names in the audit record itself; the downloads have records of their own. */
const MOST_AUDITED = 100
const auditedOf = ({ user_id, execution_id, sha256 }: DeletedView['downloads'][number]) => ({
  user_id,
  execution_id,
  sha256,
})

/** One's own; with `now` any of the workspace, by who may purge. */
async function findToDelete(
  { datasets }: Pick<Deps, 'datasets'>,
  request: FastifyRequest,
  id: string,
  now: boolean,
): Promise<Dataset> {
  const who = whoAsks(request)
  const dataset = await datasets.get(id)
  if (!now) return owned(dataset, who)
  const found = granted(dataset, who, 'dataset:read', 'dataset:read:any')
  if (holds(who, 'dataset:purge')) return found
  throw new AuthorizationError('This needs the permission dataset:purge.', {
    details: { permission: 'dataset:purge' },
    userMessage: 'Your role does not allow this. Without “now” it goes after its time of grace.',
  })
}
