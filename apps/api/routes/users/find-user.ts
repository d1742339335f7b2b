import type { User } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'

/** A user of the caller's workspace. @throws {@link NotFoundError} */
export async function findUser(
  users: Pick<ApiDeps['users'], 'get'>,
  request: FastifyRequest,
  id: string,
): Promise<User> {
  const user = await users.get(id)
  if (user?.workspaceId === whoAsks(request).workspaceId) return user
  throw new NotFoundError('There is no such user.')
}
