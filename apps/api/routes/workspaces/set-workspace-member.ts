import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { holds, type Principal } from '../../principal.ts'
import { userAt } from '../users/find-user.ts'
import { findWorkspace, isOwner, toWorkspaceView, withoutOwner } from './find-workspace.ts'

type Deps = Pick<ApiDeps, 'workspaces' | 'users'> & { callers: Callers }

/**
 * `PUT /workspaces/:id/members`: by its owners alone, so that nobody lets themselves in. Where none of its owners can
 * sign in any more, those who make workspaces name another.
 */
export const setWorkspaceMember: Route<Deps> = async (app, deps) => {
  const { workspaces, users, callers } = deps
  app.route({
    ...serve(routes.setWorkspaceMember),
    handler: async (request) => {
      const who = whoAsks(request)
      const { email, role } = request.body
      const { id } = await findManaged(deps, who, request.params.id)
      const { id: userId } = await userAt(users, who, email)
      if (!(await callers.change(userId, () => workspaces.setMember(id, { userId, role })))) throw withoutOwner()
      request.access = { details: { member: userId, role } }
      return ok(await toWorkspaceView(deps, await findWorkspace(workspaces, who, id), who))
    },
  })
}

async function findManaged({ workspaces, users }: Deps, who: Principal, id: string) {
  const workspace = await findWorkspace(workspaces, who, id)
  if (isOwner(workspace, who)) return workspace
  const owners = workspace.members.filter(({ role }) => role === 'owner')
  const accounts = await Promise.all(owners.map(({ userId }) => users.get(userId)))
  const isOrphaned = !accounts.some((account) => account?.isActive)
  if (isOrphaned && holds(who, 'teams:write')) return workspace
  throw new NotFoundError('There is no such workspace.')
}
