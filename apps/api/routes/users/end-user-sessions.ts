import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findUser } from './find-user.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions' | 'apiTokens' | 'clock'> & { callers: Callers }

/** `DELETE /users/:id/sessions`: signs somebody out everywhere, sockets and streams too; they may sign in again. */
export const endUserSessions: Route<Deps> = async (app, { users, sessions, apiTokens, callers, clock }) => {
  app.route({
    ...serve(routes.endUserSessions),
    handler: async (request) => {
      const { id } = await findUser(users, request, request.params.id)
      const now = clock.now()
      const tokens = request.query.tokens === 'revoke' ? await apiTokens.ofUser(id, now) : []
      const done = await callers.change(id, async () => {
        const revoked = await Promise.all(tokens.map((token) => apiTokens.revoke(token.id, now)))
        return { ended: await sessions.endAll(id), revoked: revoked.filter(Boolean).length }
      })
      request.access = { dataId: id, details: done }
      return ok(done)
    },
  })
}
