import type { User } from '@techdeck/contracts'
import { ConflictError, ValidationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { accountOf, type Guesses } from '../../guessing.ts'
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
  const user = await users.get(whoAsks(request).userId)
  if (!user) throw refused('token_invalid')
  const { email, passwordHash } = user
  if (passwordHash === null)
    throw new ConflictError('There is no password yet.', {
      userMessage: 'This account has no password. Set one by a one-time link first.',
    })
  // Guesses at it count together with those at signing in.
  const found = await guesses.attempt(accountOf(email), addressOf(request), async () =>
    (await passwords.matches(passwordHash, password)) ? user : null,
  )
  if (found) return found
  await record(deps, request, 'auth.reauthentication_failed')
  throw wrong('current_password', 'The current password is wrong.')
}

/** By which second factor the caller shows that it is them. Throws as above. */
export async function checkSecondFactor(
  deps: ReauthenticateDeps & { factors: SecondFactors },
  request: FastifyRequest,
  code: string,
): Promise<'totp' | 'recovery_code'> {
  const { userId } = whoAsks(request)
  const by = await tryCode(deps.guesses, request, userId, () => deps.factors.check(userId, code))
  if (by) return by
  await record(deps, request, 'second_factor.failed')
  throw wrongCode()
}

/** Makes an attempt at a code of a user's second factor; `null` for a wrong one. @throws {@link RateLimitExceededError} */
export const tryCode = <T>(
  guesses: Guesses,
  request: FastifyRequest,
  userId: string,
  check: () => Promise<T | null>,
): Promise<T | null> => guesses.attempt(`second-factor:${userId}`, addressOf(request), check)

export const wrongCode = (): ValidationError => wrong('totp', 'The code is wrong, or was used before.')

const wrong = (path: string, message: string): ValidationError =>
  new ValidationError(message, { details: [{ path, problem: 'wrong' }] })
