import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { holds } from '../../principal.ts'
import { toWorkspaceView } from './find-workspace.ts'

/** `GET /workspaces` */
export const listWorkspaces: Route<Pick<ApiDeps, 'workspaces' | 'users'>> = async (app, deps) => {
  const { workspaces } = deps
  app.route({
    ...serve(routes.listWorkspaces),
    handler: async (request) => {
      const who = whoAsks(request)
      const found = holds(who, 'teams:write') ? await workspaces.list() : await workspaces.ofUser(who.userId)
      return ok(await Promise.all(found.map((workspace) => toWorkspaceView(deps, workspace, who))))
    },
  })
}
