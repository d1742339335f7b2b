import type { User, UserView } from '@techdeck/contracts'
import { isoOrNull } from '../../answers.ts'

export const toUserView = (user: User): UserView => ({
  id: user.id,
  email: user.email,
  role: user.role,
  created_at: user.createdAt.toISOString(),
  last_login: isoOrNull(user.lastLogin),
  is_active: user.isActive,
})
