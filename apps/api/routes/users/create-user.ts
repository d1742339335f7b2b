import { routes, type User } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { openLink } from './open-link.ts'
import { toManagedUserView } from './view.ts'
import { withAddress } from './with-address.ts'

/** `POST /users`: adds a user without a password, and makes the link to set one; 409 when the address is taken. */
export const createUser: Route<Pick<ApiDeps, 'users' | 'invitations' | 'settings' | 'clock'>> = async (app, deps) => {
  app.route({
    ...serve(routes.createUser),
    handler: async (request, reply) => {
      const { email, role } = request.body
      const user: User = await withAddress(
        deps.users.create({
          id: newId(),
          workspaceId: whoAsks(request).workspaceId,
          email,
          passwordHash: null,
          role,
          isActive: true,
          createdAt: deps.clock.now(),
          lastLogin: null,
          resetRequestedAt: null,
        }),
      )
      const invitation = await openLink(deps, request, { purpose: 'invite', userId: user.id })
      request.access = { dataId: user.id, details: { role } }
      return reply
        .code(201)
        .header('location', `/api/v1/users/${user.id}`)
        .send(ok({ ...toManagedUserView(user), invitation }))
    },
  })
}
