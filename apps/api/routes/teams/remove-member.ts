import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findTeam, isManager, toTeamView } from './find-team.ts'

/** `DELETE /teams/:id/members/:user_id`: by a manager of the team, by role, or by the member. */
export const removeMember: Route<Pick<ApiDeps, 'teams' | 'users'> & { callers: Callers }> = async (app, deps) => {
  const { teams, callers } = deps
  app.route({
    ...serve(routes.removeMember),
    handler: async (request) => {
      const who = whoAsks(request)
      const { id, user_id: userId } = request.params
      const team = await findTeam(teams, who, id)
      const isThere = team.members.some((member) => member.userId === userId)
      if (!isThere || !(isManager(team, who) || userId === who.userId))
        throw new NotFoundError('There is no such member.')
      await callers.change(userId, () => teams.removeMember(id, userId))
      request.access = { details: { member: userId } }
      return ok(await toTeamView(deps, { ...team, members: team.members.filter((each) => each.userId !== userId) }))
    },
  })
}
