import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { sharesOf } from './list-shares.ts'

/** `DELETE /datasets/:id/shares/:team_id`: whoever of the team, or the person, has a stream or socket open to it loses that within a second. */
export const unshareDataset: Route<
  Pick<ApiDeps, 'datasets' | 'shares' | 'teams' | 'users'> & { callers: Callers }
> = async (app, deps) => {
  const { datasets, shares, teams, callers } = deps
  app.route({
    ...serve(routes.unshareDataset),
    handler: async (request) => {
      const { id } = await findDataset(datasets, request, request.params.id)
      const { team_id: withWhom } = request.params
      const team = await teams.get(withWhom)
      const people = team ? team.members.map(({ userId }) => userId) : [withWhom]
      const removed = await callers.changeAll(people, () => shares.remove(id, withWhom))
      if (!removed) throw new NotFoundError('It is not shared with them.')
      request.access = { details: team ? { team: withWhom, members: people.length } : { person: withWhom } }
      return ok(await sharesOf(deps, id))
    },
  })
}
