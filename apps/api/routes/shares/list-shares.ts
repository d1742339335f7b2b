import { routes, type ShareView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'

/** `GET /datasets/:id/shares` */
export const listShares: Route<Pick<ApiDeps, 'datasets' | 'shares' | 'teams'>> = async (app, deps) => {
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
  { shares, teams }: Pick<ApiDeps, 'shares' | 'teams'>,
  datasetId: string,
): Promise<ShareView[]> {
  const found = await shares.ofDataset(datasetId)
  const views = await Promise.all(
    found.map(async ({ teamId, role, sharedBy, sharedAt }) => {
      const team = await teams.get(teamId)
      if (!team) return []
      return [{ team_id: teamId, team_name: team.name, role, shared_by: sharedBy, shared_at: sharedAt.toISOString() }]
    }),
  )
  return views.flat()
}
