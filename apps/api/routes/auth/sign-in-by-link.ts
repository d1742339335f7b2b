import { routes } from '@techdeck/contracts'
import { ResourceError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refused } from '../../refused.ts'
import { setRefreshCookie } from './cookie.ts'
import { notValid } from './show-invitation.ts'
import { signedIn, startSession } from './start-session.ts'

type Deps = Pick<ApiDeps, 'signInLinks' | 'users' | 'sessions' | 'settings' | 'clock'>

/** `POST /auth/links/use`: signs a browser in; of any number that use one link at the same time one is signed in. */
export const signInByLink: Route<Deps> = async (app, deps) => {
  const { signInLinks, users, clock } = deps
  app.route({
    ...serve(routes.signInByLink),
    handler: async (request, reply) => {
      const grant = await signInLinks.redeem(request.body.token).catch((cause: unknown) => {
        throw new ResourceError('Links cannot be used right now.', { cause, retryAfter: 2 })
      })
      if (!grant) throw notValid()
      const user = await users.get(grant.userId)
      if (!user?.isActive) throw refused('user_inactive')
      const { session, token } = await startSession(deps, request, user, 'web')
      request.access = { userId: user.id, dataId: session.id, details: { client: 'web', by: 'link' } }
      const now = clock.now()
      await users.touchLogin(user.id, now)
      setRefreshCookie(reply, token, session.expiresAt)
      return ok(signedIn(app, { ...user, lastLogin: now }, session.id))
    },
  })
}
