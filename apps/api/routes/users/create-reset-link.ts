import { routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findUser } from './find-user.ts'
import { openLink } from './open-link.ts'

/** `POST /users/:id/reset`: a link to set a new password; the old one, and the sessions, hold until it is used. */
export const createResetLink: Route<Pick<ApiDeps, 'users' | 'invitations' | 'settings' | 'clock'>> = async (
  app,
  deps,
) => {
  app.route({
    ...serve(routes.createResetLink),
    handler: async (request, reply) => {
      const { id, isActive, passwordHash } = await findUser(deps.users, request, request.params.id)
      if (!isActive) throw new ConflictError('The user is not active; enable them first.')
      const purpose = passwordHash === null ? 'invite' : 'reset'
      return reply.code(201).send(ok(await openLink(deps, request, { purpose, userId: id })))
    },
  })
}
