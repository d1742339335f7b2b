import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { holds } from '../../principal.ts'
import { toTeamView } from './find-team.ts'

/** `GET /teams` */
export const listTeams: Route<Pick<ApiDeps, 'teams' | 'users'>> = async (app, deps) => {
  app.route({
    ...serve(routes.listTeams),
    handler: async (request) => {
      const who = whoAsks(request)
      const { teams } = deps
      const found = holds(who, 'teams:write') ? await teams.list(who.workspaceId) : await teams.ofUser(who.userId)
      return ok(await Promise.all(found.map((team) => toTeamView(deps, team))))
    },
  })
}
