import { routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { hasAdministrator } from '../../first-admin.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { openLink } from './open-link.ts'

/**
 * `POST /users/setup`: a link by which somebody becomes the first administrator, for whoever holds a token of the local
 * stack; 409 once an administrator has a password.
 */
export const createSetupLink: Route<Pick<ApiDeps, 'users' | 'invitations' | 'settings' | 'clock'>> = async (
  app,
  deps,
) => {
  app.route({
    ...serve(routes.createSetupLink),
    handler: async (request, reply) => {
      if (await hasAdministrator(deps.users)) throw new ConflictError('There is an administrator already.')
      return reply.code(201).send(ok(await openLink(deps, request, { purpose: 'setup', userId: null })))
    },
  })
}
