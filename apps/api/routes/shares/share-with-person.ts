import { routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { userAt } from '../users/find-user.ts'
import { sharesOf } from './list-shares.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'shares' | 'teams' | 'users' | 'clock'> & { callers: Callers }

/** `PUT /datasets/:id/shares`: with one person, by their address. */
export const shareWithPerson: Route<Deps> = async (app, deps) => {
  const { datasets, shares, users, callers, clock } = deps
  app.route({
    ...serve(routes.shareWithPerson),
    handler: async (request) => {
      const who = whoAsks(request)
      const { role, email } = request.body
      const { id: datasetId, workspaceId } = await findDataset(datasets, request, request.params.id)
      const { id: userId } = await userAt(users, who, email)
      if (userId === who.userId) throw new ConflictError('It is yours already.')
      const share = { id: `${datasetId}.${userId}`, workspaceId, datasetId, userId, role }
      await callers.change(userId, () => shares.save({ ...share, sharedBy: who.userId, sharedAt: clock.now() }))
      request.access = { details: { person: userId, role } }
      return ok(await sharesOf(deps, datasetId))
    },
  })
}
