import { routes } from '@techdeck/contracts'
import { ConflictError, NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { holds } from '../../principal.ts'
import { findWorkspace, isOwner } from './find-workspace.ts'

type Deps = Pick<ApiDeps, 'workspaces' | 'datasets'> & { callers: Callers }

/** `DELETE /workspaces/:id`: 409 while a data set lies in it, also a deleted one that can be restored. */
export const deleteWorkspace: Route<Deps> = async (app, { workspaces, datasets, callers }) => {
  app.route({
    ...serve(routes.deleteWorkspace),
    handler: async (request) => {
      const who = whoAsks(request)
      const workspace = await findWorkspace(workspaces, who, request.params.id)
      if (!isOwner(workspace, who) && !holds(who, 'teams:write')) throw new NotFoundError('There is no such workspace.')
      const { id, members } = workspace
      if (await datasets.isAnyIn(id))
        throw new ConflictError('Data sets lie in the workspace.', {
          userMessage: 'Data sets lie in this workspace. Delete them, or give them to another workspace, first.',
        })
      await callers.changeAll(
        members.map(({ userId }) => userId),
        () => workspaces.remove(id),
      )
      request.access = { details: { members: members.length } }
      return ok({ id })
    },
  })
}
