import { routes } from '@techdeck/contracts'
import { AuthenticationError, newId, sha256 } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import type { Passwords } from '../../passwords.ts'
import { record } from '../../plugins/audit.ts'
import { refused } from '../../plugins/auth.ts'
import { tooMany } from '../../plugins/rate-limit.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { setRefreshCookie } from './cookie.ts'
import { newRefreshToken, signedIn } from './tokens.ts'

/** Wrong passwords for one account from one address, in five minutes. */
const WRONG_PASSWORDS = 10

type Deps = Pick<ApiDeps, 'users' | 'tokens' | 'audit' | 'clock'> & { passwords: Passwords }

/** `POST /auth/login`: signs in by e-mail and password. The same answer, in the same time, for no account and a wrong password. */
export const login: Route<Deps> = async (app, deps) => {
  const { users, tokens, passwords, clock } = deps
  const attempts = app.createRateLimit({ max: WRONG_PASSWORDS, timeWindow: 300_000, keyGenerator: accountAndAddress })

  app.route({
    ...serve(routes.login),
    handler: async (request, reply) => {
      const before = await attempts(request, { increment: false })
      if (!before.isAllowed && before.remaining <= 0) throw tooMany(before.ttl)
      const { email, password, client } = request.body
      const user = await users.byEmail(email)
      const matches = await passwords.matches(user?.passwordHash ?? null, password)
      if (!user || !matches) {
        await attempts(request)
        await record(deps, request, 'auth.login_failed')
        throw new AuthenticationError('The e-mail address or the password is wrong.', {
          details: { reason: 'credentials_invalid' },
        })
      }
      if (!user.isActive) throw refused('user_inactive')
      request.access = { userId: user.id, dataId: user.id }
      const now = clock.now()
      const session = newId()
      const { token, stored } = newRefreshToken(now)
      await tokens.begin({ id: session, userId: user.id, ...stored })
      await users.touchLogin(user.id, now)
      const view = signedIn(app, { ...user, lastLogin: now }, session)
      if (client === 'cli') return ok({ ...view, refresh_token: token })
      setRefreshCookie(reply, token)
      return ok(view)
    },
  })
}

const accountAndAddress = (request: FastifyRequest): string =>
  `login:${request.ip}:${sha256((request.body as { email: string }).email.trim().toLowerCase()).slice(0, 32)}`
