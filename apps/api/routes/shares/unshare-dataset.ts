import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { sharesOf } from './list-shares.ts'

/** `DELETE /datasets/:id/shares/:team_id`: whoever of the team has a stream or socket open to it loses that within a second. */
export const unshareDataset: Route<Pick<ApiDeps, 'datasets' | 'shares' | 'teams'> & { callers: Callers }> = async (
  app,
  deps,
) => {
  const { datasets, shares, teams, callers } = deps
  app.route({
    ...serve(routes.unshareDataset),
    handler: async (request) => {
      const { id } = await findDataset(datasets, request, request.params.id)
      const { team_id: teamId } = request.params
      const members = (await teams.get(teamId))?.members ?? []
      const removed = await callers.changeAll(
        members.map(({ userId }) => userId),
        () => shares.remove(id, teamId),
      )
      if (!removed) throw new NotFoundError('It is not shared with that team.')
      request.access = { details: { team: teamId, members: members.length } }
      return ok(await sharesOf(deps, id))
    },
  })
}
