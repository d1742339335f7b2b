import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import type { ApiDeps } from './deps.ts'
import type { Passwords } from './passwords.ts'

/** Whether somebody can sign in who may manage users. */
export async function hasAdministrator(users: Pick<ApiDeps['users'], 'ofRole'>): Promise<boolean> {
  const admins = await users.ofRole(DEFAULT_WORKSPACE, 'admin')
  return admins.some(({ passwordHash, isActive }) => passwordHash !== null && isActive)
}

/** Makes the first administrator where there is none with a password; several processes that start at once make one. */
export async function ensureFirstAdmin(
  { users, clock, logger }: Pick<ApiDeps, 'users' | 'clock' | 'logger'>,
  passwords: Passwords,
  { email, password }: { email: string; password: string },
): Promise<void> {
  if (await hasAdministrator(users)) return
  const id = newId()
  const passwordHash = await passwords.hash(password)
  const createdAt = clock.now()
  try {
    const admin = { role: 'admin', isActive: true, createdAt, lastLogin: null, resetRequestedAt: null } as const
    await users.create({ ...admin, id, workspaceId: DEFAULT_WORKSPACE, email, passwordHash })
    logger.info({ userId: id }, 'the first administrator was created')
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
  }
}
