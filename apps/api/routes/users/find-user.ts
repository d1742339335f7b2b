import type { User } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import type { Principal } from '../../principal.ts'

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

/** The same by their address. @throws {@link NotFoundError} */
export async function userAt(users: Pick<ApiDeps['users'], 'byEmail'>, who: Principal, email: string): Promise<User> {
  const user = await users.byEmail(email)
  if (user?.workspaceId === who.workspaceId) return user
  throw new NotFoundError('There is no such user.')
}

/** Members of something, with their addresses, by which people know each other. */
export const withAddresses = <R>(
  users: Pick<ApiDeps['users'], 'get'>,
  members: readonly { readonly userId: string; readonly role: R }[],
): Promise<{ user_id: string; email: string; role: R }[]> =>
  Promise.all(
    members.map(async ({ userId, role }) => ({
      user_id: userId,
      email: (await users.get(userId))?.email ?? '',
      role,
    })),
  )
