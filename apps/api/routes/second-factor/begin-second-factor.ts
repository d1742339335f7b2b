import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { SecondFactors } from '../../second-factors.ts'
import { reauthenticate, type ReauthenticateDeps } from '../auth/reauthenticate.ts'

/** `POST /auth/second-factor`: the secret of an authenticator, shown once; it counts once a code has confirmed it. */
export const beginSecondFactor: Route<ReauthenticateDeps & { factors: SecondFactors }> = async (app, deps) => {
  app.route({
    ...serve(routes.beginSecondFactor),
    handler: async (request, reply) => {
      const user = await reauthenticate(deps, request, request.body.current_password)
      request.access = { dataId: user.id }
      return reply.code(201).send(ok(await deps.factors.begin(user)))
    },
  })
}
