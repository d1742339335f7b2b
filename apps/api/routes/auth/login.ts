import { routes } from '@techdeck/contracts'
import { AuthenticationError, sha256 } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import type { Passwords } from '../../passwords.ts'
import { record } from '../../plugins/audit.ts'
import { addressOf } from '../../plugins/rate-limit.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refused } from '../../refused.ts'
import { setRefreshCookie } from './cookie.ts'
import { countAttempt, forgetAttempts } from './count-attempt.ts'
import { signedIn, startSession } from './start-session.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions' | 'settings' | 'throttle' | 'audit' | 'clock'> & {
  passwords: Passwords
}

/** `POST /auth/login`: signs in by e-mail and password. The same answer, in the same time, for no account and a wrong password. */
export const login: Route<Deps> = async (app, deps) => {
  const { users, passwords, throttle, clock } = deps
  app.route({
    ...serve(routes.login),
    handler: async (request, reply) => {
      const { email, password, client } = request.body
      const attempts = `login:${addressOf(request)}:${sha256(email.trim().toLowerCase()).slice(0, 32)}`
      await countAttempt(throttle, attempts)
      const user = await users.byEmail(email)
      const matches = await passwords.matches(user?.passwordHash ?? null, password)
      request.access = user ? { userId: user.id } : { email }
      if (!user || !matches) {
        await record(deps, request, 'auth.login_failed')
        throw new AuthenticationError('The e-mail address or the password is wrong.', {
          details: { reason: 'credentials_invalid' },
        })
      }
      if (!user.isActive) {
        await record(deps, request, 'auth.login_failed')
        throw refused('user_inactive')
      }
      await forgetAttempts(throttle, attempts)
      const { session, token } = await startSession(deps, request, user, client)
      request.access = { userId: user.id, dataId: session.id, details: { client } }
      const now = clock.now()
      await users.touchLogin(user.id, now)
      const view = signedIn(app, { ...user, lastLogin: now }, session.id)
      if (client === 'cli') return ok({ ...view, refresh_token: token })
      setRefreshCookie(reply, token, session.expiresAt)
      return ok(view)
    },
  })
}
