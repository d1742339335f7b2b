import { routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { SecondFactors } from '../../second-factors.ts'
import { tryCode, wrongCode, type ReauthenticateDeps } from '../auth/reauthenticate.ts'

type Deps = ReauthenticateDeps &
  Pick<ApiDeps, 'sessions' | 'secondFactors'> & { factors: SecondFactors; callers: Callers }

/** `POST /auth/second-factor/confirm`: from here on signing in needs a code. Sessions that were begun without one end. */
export const confirmSecondFactor: Route<Deps> = async (app, { factors, secondFactors, sessions, callers, guesses }) => {
  app.route({
    ...serve(routes.confirmSecondFactor),
    handler: async (request) => {
      const { userId, sessionId } = whoAsks(request)
      const waits = (await secondFactors.get(userId))?.status === 'pending'
      if (!waits) throw new ConflictError('There is no second factor that waits to be confirmed.')
      const codes = await tryCode(guesses, request, userId, () => factors.confirm(userId, request.body.totp))
      if (codes === null) throw wrongCode()
      const ended = await callers.change(userId, () => sessions.endAll(userId, sessionId))
      request.access = { dataId: userId, details: { ended } }
      return ok({ recovery_codes: codes })
    },
  })
}
