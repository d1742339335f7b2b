import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { holds } from '../../principal.ts'
import { findWorkspace, isOwner, toWorkspaceView, withoutOwner } from './find-workspace.ts'

type Deps = Pick<ApiDeps, 'workspaces' | 'users'> & { callers: Callers }

/**
 * `DELETE /workspaces/:id/members/:user_id`: by an owner, by the member, or by those who make workspaces. What they own
 * there stays, and is the workspace's.
 */
export const removeWorkspaceMember: Route<Deps> = async (app, deps) => {
  const { workspaces, callers } = deps
  app.route({
    ...serve(routes.removeWorkspaceMember),
    handler: async (request) => {
      const who = whoAsks(request)
      const { id, user_id: userId } = request.params
      const workspace = await findWorkspace(workspaces, who, id)
      const isThere = workspace.members.some((member) => member.userId === userId)
      const may = isOwner(workspace, who) || userId === who.userId || holds(who, 'teams:write')
      if (!isThere || !may) throw new NotFoundError('There is no such member.')
      if (!(await callers.change(userId, () => workspaces.removeMember(id, userId)))) throw withoutOwner()
      request.access = { details: { member: userId } }
      const members = workspace.members.filter((member) => member.userId !== userId)
      return ok(await toWorkspaceView(deps, { ...workspace, members }, who))
    },
  })
}
