import type { User } from '@techdeck/contracts'
import { ConflictError, ValidationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import type { Guesses } from '../../guessing.ts'
import { record } from '../../plugins/audit.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { addressOf } from '../../plugins/rate-limit.ts'
import { refused } from '../../refused.ts'
import type { SecondFactors } from '../../second-factors.ts'

export type ReauthenticateDeps = Pick<ApiDeps, 'users' | 'passwords' | 'audit' | 'clock'> & { guesses: Guesses }

/**
 * Has the caller show once more that it is them, before what a stolen session must not do. Audits what fails.
 *
 * @throws {@link ValidationError} for a wrong password @throws {@link RateLimitExceededError} after too many
 */
export async function reauthenticate(
  deps: ReauthenticateDeps,
  request: FastifyRequest,
  password: string,
): Promise<User> {
  const { users, passwords, guesses } = deps
  const { userId } = whoAsks(request)
  const user = await users.get(userId)
  if (!user) throw refused('token_invalid')
  if (user.passwordHash === null)
    throw new ConflictError('There is no password yet.', {
      userMessage: 'This account has no password. Set one by a one-time link first.',
    })
  const attempt = await guesses.attempt(userId, addressOf(request))
  if (!(await passwords.matches(user.passwordHash, password))) {
    await record(deps, request, 'auth.reauthentication_failed')
    throw wrong('current_password', 'The current password is wrong.')
  }
  await attempt.succeeded()
  return user
}

/** By which second factor the caller shows that it is them. Throws as above. */
export async function checkSecondFactor(
  deps: ReauthenticateDeps & { factors: SecondFactors },
  request: FastifyRequest,
  code: string,
): Promise<'totp' | 'recovery_code'> {
  const { userId } = whoAsks(request)
  const attempt = await deps.guesses.attempt(`second-factor:${userId}`, addressOf(request))
  const by = await deps.factors.check(userId, code)
  if (by === null) {
    await record(deps, request, 'second_factor.failed')
    throw wrongCode()
  }
  await attempt.succeeded()
  return by
}

export const wrongCode = (): ValidationError => wrong('totp', 'The code is wrong, or was used before.')

const wrong = (path: string, message: string): ValidationError =>
  new ValidationError(message, { details: [{ path, problem: 'wrong' }] })
