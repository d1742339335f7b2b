import { routes } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import type { Guesses } from '../../guessing.ts'
import { record } from '../../plugins/audit.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { addressOf } from '../../plugins/rate-limit.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refused } from '../../refused.ts'
import { hashChosen } from './new-password.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions' | 'passwords' | 'audit' | 'clock'> & {
  guesses: Guesses
  callers: Callers
}

/** `POST /auth/password`: another password, for who knows the old one. All sessions but this one end. */
export const changePassword: Route<Deps> = async (app, deps) => {
  const { users, sessions, passwords, callers, guesses } = deps
  app.route({
    ...serve(routes.changePassword),
    handler: async (request) => {
      const { userId, sessionId } = whoAsks(request)
      const { current_password: current, new_password: chosen } = request.body
      const attempt = await guesses.attempt(userId, addressOf(request))
      const user = await users.get(userId)
      if (!user) throw refused('token_invalid')
      if (!(await passwords.matches(user.passwordHash, current))) {
        await record(deps, request, 'auth.password_change_failed')
        throw new ValidationError('The current password is wrong.', {
          details: [{ path: 'current_password', problem: 'wrong' }],
        })
      }
      await attempt.succeeded()
      const chooser = { email: user.email, hasSecondFactor: false }
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
