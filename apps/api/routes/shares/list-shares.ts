import { routes, type ShareView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'

/** `GET /datasets/:id/shares` */
export const listShares: Route<Pick<ApiDeps, 'datasets' | 'shares' | 'teams' | 'users'>> = async (app, deps) => {
  app.route({
    ...serve(routes.listShares),
    handler: async (request) => {
      const { id } = await findDataset(deps.datasets, request, request.params.id)
      return ok(await sharesOf(deps, id))
    },
  })
}

/** With whom a data set is shared. A team that was removed meanwhile is left out. */
export async function sharesOf(
  { shares, teams, users }: Pick<ApiDeps, 'shares' | 'teams' | 'users'>,
  datasetId: string,
): Promise<ShareView[]> {
  const found = await shares.ofDataset(datasetId)
  const views = await Promise.all(
    found.map(async ({ teamId, userId, role, sharedBy, sharedAt }) => {
      const as = { role, shared_by: sharedBy, shared_at: sharedAt.toISOString() }
      if (userId !== undefined) return [{ user_id: userId, email: (await users.get(userId))?.email ?? '', ...as }]
      const team = teamId === undefined ? null : await teams.get(teamId)
      return team ? [{ team_id: team.id, team_name: team.name, ...as }] : []
    }),
  )
  return views.flat()
}
