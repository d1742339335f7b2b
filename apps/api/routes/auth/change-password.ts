import { routes } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import type { Passwords } from '../../passwords.ts'
import { record } from '../../plugins/audit.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refused } from '../../refused.ts'
import { countAttempt, forgetAttempts } from './count-attempt.ts'
import { hashChosen } from './new-password.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions' | 'throttle' | 'audit' | 'clock'> & {
  passwords: Passwords
  callers: Callers
}

/** `POST /auth/password`: another password, for who knows the old one. All sessions but this one end. */
export const changePassword: Route<Deps> = async (app, deps) => {
  const { users, sessions, passwords, callers, throttle } = deps
  app.route({
    ...serve(routes.changePassword),
    handler: async (request) => {
      const { userId, sessionId } = whoAsks(request)
      const { current_password: current, new_password: chosen } = request.body
      await countAttempt(throttle, `password:${userId}`)
      const user = await users.get(userId)
      if (!user) throw refused('token_invalid')
      if (!(await passwords.matches(user.passwordHash, current))) {
        await record(deps, request, 'auth.password_change_failed')
        throw new ValidationError('The current password is wrong.', {
          details: [{ path: 'current_password', problem: 'wrong' }],
        })
      }
      await forgetAttempts(throttle, `password:${userId}`)
      const hash = await hashChosen(passwords, chosen, user.email)
      const ended = await callers.change(userId, async () => {
        await users.setPassword(userId, hash)
        return sessions.endAll(userId, sessionId)
      })
      request.access = { dataId: userId, details: { ended } }
      return ok({ ended })
    },
  })
}
