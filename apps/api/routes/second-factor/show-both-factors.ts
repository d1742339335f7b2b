import type { User } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { whoAsks } from '../../plugins/auth.ts'
import type { SecondFactors } from '../../second-factors.ts'
import { checkSecondFactor, reauthenticate, type ReauthenticateDeps } from '../auth/reauthenticate.ts'

export type BothFactorsDeps = ReauthenticateDeps & { factors: SecondFactors }

/** Has the caller show both factors, for what changes one of them. @throws {@link ConflictError} where there is one only */
export async function showBothFactors(
  deps: BothFactorsDeps,
  request: FastifyRequest,
  { current_password: password, totp }: { current_password: string; totp: string },
): Promise<User> {
  const { userId } = whoAsks(request)
  if (!(await deps.factors.isActive(userId))) throw new ConflictError('There is no second factor.')
  const user = await reauthenticate(deps, request, password)
  const by = await checkSecondFactor(deps, request, totp)
  request.access = { dataId: userId, details: { by } }
  return user
}
