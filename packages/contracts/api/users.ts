import { z } from 'zod'
import { USER_ROLES } from '../permissions.ts'
import { LinkView, UserView } from './auth.ts'
import { IdParams, Ok, Page, PageQuery, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** A user as those who manage users see one. */
export const ManagedUserView = UserView.extend({
  /** Whether a password was ever set, so whether the invitation was taken up. */
  has_password: z.boolean(),
  /** When a reset of the password was asked for that nobody has acted on. */
  reset_requested_at: Time.nullable(),
})
export type ManagedUserView = z.infer<typeof ManagedUserView>

const Email = z.email().max(254)

export const UsersQuery = PageQuery.extend({ email: z.string().min(1).max(254).optional() })
export const CreateUserBody = z.strictObject({ email: Email, role: z.enum(USER_ROLES).default('user') })
export type CreateUserBody = z.input<typeof CreateUserBody>

export const UpdateUserBody = z
  .strictObject({ email: Email.optional(), role: z.enum(USER_ROLES).optional(), is_active: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, 'must name a change')
export type UpdateUserBody = z.input<typeof UpdateUserBody>

export const InvitedUserView = ManagedUserView.extend({ invitation: LinkView })
export type InvitedUserView = z.infer<typeof InvitedUserView>

const manage = { permission: 'users:manage' } as const

export const userRoutes = {
  listUsers: {
    method: 'GET',
    path: '/users',
    ...manage,
    summary: 'List users, newest first, or the one of an e-mail address',
    query: UsersQuery,
    status: 200,
    answer: Page(ManagedUserView),
    audit: 'user.list',
  },
  createUser: {
    method: 'POST',
    path: '/users',
    ...manage,
    summary: 'Add a user, who sets a password by the invitation',
    body: CreateUserBody,
    status: 201,
    answer: Ok(InvitedUserView),
    audit: 'user.create',
    errors: ['CONFLICT'],
  },
  getUser: {
    method: 'GET',
    path: '/users/:id',
    ...manage,
    summary: 'Show a user',
    params: IdParams,
    status: 200,
    answer: Ok(ManagedUserView),
    audit: 'user.read',
  },
  updateUser: {
    method: 'PATCH',
    path: '/users/:id',
    ...manage,
    summary: 'Change a user’s e-mail address or role, or disable or enable them; holds everywhere within a second',
    params: IdParams,
    body: UpdateUserBody,
    status: 200,
    answer: Ok(ManagedUserView),
    audit: 'user.update',
    errors: ['CONFLICT'],
  },
  createResetLink: {
    method: 'POST',
    path: '/users/:id/reset',
    ...manage,
    summary: 'Make a one-time link to set a new password; earlier links become void',
    params: IdParams,
    status: 201,
    answer: Ok(LinkView),
    audit: 'user.reset_link',
    errors: ['CONFLICT'],
  },
  endUserSessions: {
    method: 'DELETE',
    path: '/users/:id/sessions',
    ...manage,
    summary:
      'End all sessions of a user, and their API tokens where that is asked for; holds everywhere within a second',
    params: IdParams,
    query: z.strictObject({ tokens: z.enum(['keep', 'revoke']).optional() }),
    status: 200,
    answer: Ok(z.object({ ended: z.int(), revoked: z.int() })),
    audit: 'user.end_sessions',
  },
  createSetupLink: {
    method: 'POST',
    path: '/users/setup',
    ...manage,
    summary: 'Make a one-time link for the first administrator; refused once there is one with a password',
    status: 201,
    answer: Ok(LinkView),
    audit: 'user.setup_link',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
