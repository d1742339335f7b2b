import { routes } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toTeamView } from './find-team.ts'

/** `POST /teams`: 409 when the name is taken. */
export const createTeam: Route<Pick<ApiDeps, 'teams' | 'users' | 'clock'>> = async (app, deps) => {
  app.route({
    ...serve(routes.createTeam),
    handler: async (request, reply) => {
      const { userId, workspaceId } = whoAsks(request)
      const { name } = request.body
      const created = { id: newId(), workspaceId, name, members: [], createdBy: userId, createdAt: deps.clock.now() }
      const team = await deps.teams.create(created)
      request.access = { dataId: team.id }
      return reply.code(201).send(ok(await toTeamView(deps, team)))
    },
  })
}
