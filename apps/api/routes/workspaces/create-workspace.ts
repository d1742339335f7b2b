import { routes } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { userAt } from '../users/find-user.ts'
import { toWorkspaceView } from './find-workspace.ts'

type Deps = Pick<ApiDeps, 'workspaces' | 'users' | 'clock'> & { callers: Callers }

/** `POST /workspaces`: 409 when the name is taken. Who makes it is not in it where another is named as its owner. */
export const createWorkspace: Route<Deps> = async (app, deps) => {
  const { workspaces, users, callers, clock } = deps
  app.route({
    ...serve(routes.createWorkspace),
    handler: async (request, reply) => {
      const who = whoAsks(request)
      const { name, owner: email } = request.body
      const owner = email === undefined ? who.userId : (await userAt(users, who, email)).id
      const members = [{ userId: owner, role: 'owner' as const }]
      const made = { id: newId(), name, members, createdBy: who.userId, createdAt: clock.now() }
      const workspace = await callers.change(owner, () => workspaces.create(made))
      request.access = { dataId: workspace.id, details: { owner } }
      return reply.code(201).send(ok(await toWorkspaceView(deps, workspace, who)))
    },
  })
}
