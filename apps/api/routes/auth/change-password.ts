import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { SecondFactors } from '../../second-factors.ts'
import { hashChosen } from './new-password.ts'
import { reauthenticate, type ReauthenticateDeps } from './reauthenticate.ts'

type Deps = ReauthenticateDeps & Pick<ApiDeps, 'sessions'> & { factors: SecondFactors; callers: Callers }

/** `POST /auth/password`: another password, for who knows the old one. All sessions but this one end. */
export const changePassword: Route<Deps> = async (app, deps) => {
  const { users, sessions, passwords, callers, factors } = deps
  app.route({
    ...serve(routes.changePassword),
    handler: async (request) => {
      const { userId, sessionId } = whoAsks(request)
      const { current_password: current, new_password: chosen } = request.body
      const { email } = await reauthenticate(deps, request, current)
      const chooser = { email, hasSecondFactor: await factors.isActive(userId) }
      const hash = await hashChosen(passwords, chosen, chooser, 'new_password')
      const ended = await callers.change(userId, async () => {
        await users.setPassword(userId, hash)
        return sessions.endAll(userId, sessionId)
      })
      request.access = { dataId: userId, details: { ended } }
      return ok({ ended })
    },
  })
}
