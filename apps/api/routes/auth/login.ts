import { routes } from '@techdeck/contracts'
import { AuthenticationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { accountOf, type Guesses } from '../../guessing.ts'
import { record } from '../../plugins/audit.ts'
import { addressOf } from '../../plugins/rate-limit.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refused } from '../../refused.ts'
import type { SecondFactors } from '../../second-factors.ts'
import { setRefreshCookie } from './cookie.ts'
import { tryCode } from './reauthenticate.ts'
import { signedIn, startSession } from './start-session.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions' | 'settings' | 'passwords' | 'audit' | 'clock'> & {
  guesses: Guesses
  factors: SecondFactors
}

/** `POST /auth/login`: signs in by e-mail and password. The same answer, after the same work, for no account and a wrong password. */
export const login: Route<Deps> = async (app, deps) => {
  const { users, passwords, guesses, factors, clock } = deps
  app.route({
    ...serve(routes.login),
    handler: async (request, reply) => {
      const { email, password, totp, client } = request.body
      let reason: Refusal = 'credentials_invalid'
      const user = await guesses.attempt(accountOf(email), addressOf(request), async (waitMs) => {
        const found = await users.byEmail(email)
        const matches = await passwords.matches(found?.passwordHash ?? null, password)
        request.access = { ...(found ? { userId: found.id } : { email }), details: { wait_ms: waitMs } }
        if (found && matches && !found.isActive) reason = 'user_inactive'
        return found?.isActive && matches ? found : null
      })
      if (!user) {
        await record(deps, request, 'auth.login_failed')
        throw refusal(reason)
      }
      const by = (await factors.isActive(user.id)) ? await secondFactorOf(request, user.id, totp) : 'password'
      const { session, token } = await startSession(deps, request, user, client)
      request.access = { userId: user.id, dataId: session.id, details: { client, by } }
      const now = clock.now()
      await users.touchLogin(user.id, now)
      const view = signedIn(app, { ...user, lastLogin: now }, session.id)
      if (client === 'cli') return ok({ ...view, refresh_token: token })
      setRefreshCookie(reply, token, session.expiresAt)
      return ok(view)
    },
  })

  /** @throws {@link AuthenticationError} that says that a code is needed, or that it is wrong; the password was right. */
  async function secondFactorOf(request: FastifyRequest, userId: string, code: string | undefined) {
    if (code === undefined)
      throw new AuthenticationError('This account needs a code of its authenticator too.', {
        details: { reason: 'totp_required' },
        userMessage: 'Type the code that your authenticator shows, or a recovery code.',
      })
    const by = await tryCode(guesses, request, userId, () => factors.check(userId, code))
    if (by) return by
    await record(deps, request, 'auth.login_failed')
    throw new AuthenticationError('The code is wrong, or was used before.', { details: { reason: 'totp_invalid' } })
  }
}

type Refusal = 'credentials_invalid' | 'user_inactive'

const refusal = (reason: Refusal): AuthenticationError =>
  reason === 'user_inactive'
    ? refused(reason)
    : new AuthenticationError('The e-mail address or the password is wrong.', { details: { reason } })
