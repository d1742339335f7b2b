import type { ManagedUserView, User, UserView } from '@techdeck/contracts'
import { isoOrNull } from '../../answers.ts'

export const toUserView = (user: User): UserView => ({
  id: user.id,
  email: user.email,
  role: user.role,
  created_at: user.createdAt.toISOString(),
  last_login: isoOrNull(user.lastLogin),
  is_active: user.isActive,
})

/** A user as those who manage users see one. */
export const toManagedUserView = (user: User): ManagedUserView => ({
  ...toUserView(user),
  has_password: user.passwordHash !== null,
  reset_requested_at: isoOrNull(user.resetRequestedAt),
})
