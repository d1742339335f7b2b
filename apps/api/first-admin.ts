import { ConflictError, newId } from '@techdeck/core'
import type { ApiDeps } from './deps.ts'
import type { Passwords } from './passwords.ts'
import { DEFAULT_WORKSPACE } from './principal.ts'

/** Makes the first administrator where there is no user at all; several processes that start at once make one. */
export async function ensureFirstAdmin(
  { users, clock, logger }: Pick<ApiDeps, 'users' | 'clock' | 'logger'>,
  passwords: Passwords,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const { items } = await users.list(DEFAULT_WORKSPACE, null, 1)
  if (items.length > 0) return
  const id = newId()
  const passwordHash = await passwords.hash(password)
  const createdAt = clock.now()
  try {
    const admin = { role: 'admin', isActive: true, createdAt, lastLogin: null } as const
    await users.create({ ...admin, id, workspaceId: DEFAULT_WORKSPACE, email, passwordHash })
    logger.info({ userId: id }, 'the first administrator was created')
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
  }
}
