import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findTeam } from './find-team.ts'

/** `DELETE /teams/:id`: with all that was shared with it. */
export const deleteTeam: Route<Pick<ApiDeps, 'teams' | 'shares'> & { callers: Callers }> = async (
  app,
  { teams, shares, callers },
) => {
  app.route({
    ...serve(routes.deleteTeam),
    handler: async (request) => {
      const { id, members } = await findTeam(teams, whoAsks(request), request.params.id)
      const ended = await callers.changeAll(
        members.map(({ userId }) => userId),
        async () => {
          const count = await shares.removeOfTeam(id)
          await teams.remove(id)
          return count
        },
      )
      request.access = { details: { members: members.length, shares: ended } }
      return ok({ shares_ended: ended })
    },
  })
}
