import { z } from 'zod'
import { PERMISSIONS, USER_ROLES } from '../permissions.ts'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const LoginBody = z.strictObject({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1024),
  /** `cli` gets the refresh token in the body, `web` in an HttpOnly cookie. */
  client: z.enum(['web', 'cli']).default('web'),
})
export type LoginBody = z.input<typeof LoginBody>

const RefreshToken = z.string().min(20).max(256)

/** Without a token in the body the cookie is read. */
export const RefreshBody = z.strictObject({ refresh_token: RefreshToken.optional() }).nullish()
export type RefreshBody = z.input<typeof RefreshBody>

export const UserView = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(USER_ROLES),
  created_at: Time,
  last_login: Time.nullable(),
  is_active: z.boolean(),
})
export type UserView = z.infer<typeof UserView>

export const SignedInView = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int(),
  /** Only for `client: "cli"`. Each use replaces it; using an old one again ends the session. */
  refresh_token: z.string().optional(),
  user: UserView,
})
export type SignedInView = z.infer<typeof SignedInView>

export const MeView = z.object({
  user_id: z.string(),
  email: z.string(),
  role: z.enum(USER_ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
  /** Null for tokens that belong to no session, such as those of `./techdeck token`. */
  session_id: z.string().nullable(),
})
export type MeView = z.infer<typeof MeView>

export const SignedOutView = z.object({ session_id: z.string().nullable() })

export const authRoutes = {
  login: {
    method: 'POST',
    path: '/auth/login',
    permission: 'open',
    summary: 'Sign in with e-mail and password',
    body: LoginBody,
    status: 200,
    answer: Ok(SignedInView),
  },
  refresh: {
    method: 'POST',
    path: '/auth/refresh',
    permission: 'open',
    summary: 'Exchange a refresh token for a new pair of tokens',
    body: RefreshBody,
    status: 200,
    answer: Ok(SignedInView),
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    permission: 'signed_in',
    summary: 'End the session of this access token',
    status: 200,
    answer: Ok(SignedOutView),
  },
  me: {
    method: 'GET',
    path: '/auth/me',
    permission: 'signed_in',
    summary: 'Who I am and what I may do',
    status: 200,
    answer: Ok(MeView),
  },
} as const satisfies Record<string, RouteContract>
