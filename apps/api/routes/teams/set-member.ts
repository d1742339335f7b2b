import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { userAt } from '../users/find-user.ts'
import { findTeam, isManager, toTeamView } from './find-team.ts'

/** `PUT /teams/:id/members`: by a manager of the team, or by role. To others of the team it is not there. */
export const setMember: Route<Pick<ApiDeps, 'teams' | 'users'> & { callers: Callers }> = async (app, deps) => {
  const { teams, users, callers } = deps
  app.route({
    ...serve(routes.setMember),
    handler: async (request) => {
      const who = whoAsks(request)
      const { email, role } = request.body
      const team = await findTeam(teams, who, request.params.id)
      if (!isManager(team, who)) throw new NotFoundError('There is no such team.')
      const { id: userId } = await userAt(users, who, email)
      await callers.change(userId, () => teams.setMember(team.id, { userId, role }))
      request.access = { details: { member: userId, role } }
      return ok(await toTeamView(deps, await findTeam(teams, who, team.id)))
    },
  })
}
