import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { findTeam } from '../teams/find-team.ts'
import { sharesOf } from './list-shares.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'shares' | 'teams' | 'users' | 'clock'> & { callers: Callers }

/** `PUT /datasets/:id/shares/:team_id`: with a team that the owner is in, or manages. */
export const shareDataset: Route<Deps> = async (app, deps) => {
  const { datasets, shares, teams, callers, clock } = deps
  app.route({
    ...serve(routes.shareDataset),
    handler: async (request) => {
      const who = whoAsks(request)
      const { role } = request.body
      const { id: datasetId, workspaceId } = await findDataset(datasets, request, request.params.id)
      const { id: teamId, members } = await findTeam(teams, who, request.params.team_id)
      const share = { id: `${datasetId}.${teamId}`, workspaceId, datasetId, teamId, role }
      await callers.changeAll(
        members.map(({ userId }) => userId),
        () => shares.save({ ...share, sharedBy: who.userId, sharedAt: clock.now() }),
      )
      request.access = { details: { team: teamId, role, members: members.length } }
      return ok(await sharesOf(deps, datasetId))
    },
  })
}
