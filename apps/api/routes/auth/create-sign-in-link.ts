import { routes } from '@techdeck/contracts'
import { AuthorizationError, ResourceError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { linkTo } from '../users/open-link.ts'

/**
 * `POST /auth/links`: a one-time link that signs a browser in as the caller, good for ten minutes. Only for tokens of
 * `./techdeck token`, which whoever may read the key ring makes: a session must not make others that outlive it.
 */
export const createSignInLink: Route<Pick<ApiDeps, 'signInLinks' | 'settings' | 'clock'>> = async (
  app,
  { signInLinks, settings, clock },
) => {
  app.route({
    ...serve(routes.createSignInLink),
    handler: async (request, reply) => {
      const { userId, sessionId } = whoAsks(request)
      if (sessionId !== null)
        throw new AuthorizationError('A session cannot make sign-in links; a token of the local stack can.', {
          userMessage: 'Run ./techdeck up on the machine where TechDeck runs: it prints a link.',
        })
      const { ticket, expiresInS } = await signInLinks.issue({ userId }).catch((cause: unknown) => {
        throw new ResourceError('Links cannot be made right now.', { cause, retryAfter: 2 })
      })
      const expiresAt = new Date(clock.now().getTime() + expiresInS * 1000)
      request.access = { dataId: userId }
      return reply
        .code(201)
        .send(ok({ url: linkTo(settings, request, 'sign-in', ticket), expires_at: expiresAt.toISOString() }))
    },
  })
}
