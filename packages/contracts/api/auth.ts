import { z } from 'zod'
import { API_TOKEN_KINDS, CLIENT_KINDS, INVITATION_PURPOSES } from '../entities.ts'
import { PERMISSIONS, USER_ROLES } from '../permissions.ts'
import { Id, IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'
import { SecondFactorCode } from './second-factor.ts'

/** Bodies with passwords and tokens are short. */
const SHORT = { maxBodyBytes: 16 * 1024 } as const

/** An address as it is typed at sign-in: whatever it is, the answer must not tell whether it could exist. */
const TypedEmail = z.string().min(3).max(254)

/** Characters that a chosen password has at least, on its own and beside a second factor, and at most. */
export const PASSWORD_LENGTH = { alone: 15, withSecondFactor: 8, most: 1024 } as const
/** A password that is chosen. Whether it is long enough for its account, or one that everybody tries, the API says. */
export const NewPassword = z.string().min(PASSWORD_LENGTH.withSecondFactor).max(PASSWORD_LENGTH.most)

export const LoginBody = z.strictObject({
  email: TypedEmail,
  password: z.string().min(1).max(1024),
  /** Six digits of an authenticator, or a recovery code, where the account has a second factor. */
  totp: SecondFactorCode.optional(),
  /** `cli` gets the refresh token in the body, `web` in an HttpOnly cookie. */
  client: z.enum(CLIENT_KINDS).default('web'),
})
export type LoginBody = z.input<typeof LoginBody>

const RefreshToken = z.string().min(20).max(256)

export const RefreshBody = z
  .strictObject({
    /** Without one the cookie is read. */
    refresh_token: RefreshToken.optional(),
    /** Whether a person did something since the last time. A session that hears `false` only ends when it has been idle. */
    active: z.boolean().default(true),
  })
  .nullish()
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
  /** The API token that the request came with. */
  token: z.object({ id: z.string(), kind: z.enum(API_TOKEN_KINDS) }).nullable(),
})
export type MeView = z.infer<typeof MeView>

export const SignedOutView = z.object({ session_id: z.string().nullable() })

export const SessionView = z.object({
  id: z.string(),
  client: z.enum(CLIENT_KINDS),
  /** Whether the request came over this session. */
  current: z.boolean(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: Time,
  last_active_at: Time,
  /** When it ends if nothing is done with it. */
  idle_at: Time,
  /** When it ends whatever is done with it. */
  expires_at: Time,
})
export type SessionView = z.infer<typeof SessionView>

/** Another user's sessions, for those who manage users. */
export const SessionsQuery = z.strictObject({ user_id: Id.optional() })

/** `keep=current` leaves the session of the request; otherwise all end. */
export const EndSessionsQuery = z.strictObject({ keep: z.enum(['current']).optional() })

export const EndedView = z.object({ ended: z.int() })

export const ChangePasswordBody = z.strictObject({
  current_password: z.string().min(1).max(1024),
  new_password: NewPassword,
})
export const RequestResetBody = z.strictObject({ email: TypedEmail })
/** Says the same for every address. */
export const ResetRequestedView = z.object({ requested: z.literal(true) })

/** The token of a link `…/invite#token`. It travels in bodies only: what stands behind `#` is sent to no server. */
const InvitationToken = z.string().min(20).max(256)
export const ShowInvitationBody = z.strictObject({ token: InvitationToken })
export const AcceptInvitationBody = z.strictObject({
  token: InvitationToken,
  password: NewPassword,
  /** Needed where the link names nobody (`setup`), and refused where it does. */
  email: z.email().max(254).optional(),
})
export const InvitationView = z.object({
  purpose: z.enum(INVITATION_PURPOSES),
  /** Whose password is set; null where whoever uses the link names themselves. */
  email: z.string().nullable(),
  expires_at: Time,
})
export type InvitationView = z.infer<typeof InvitationView>

/** A one-time link, shown once. Whoever has it can use it, so hand it over as you would a password. */
export const LinkView = z.object({ url: z.string(), expires_at: Time })
export type LinkView = z.infer<typeof LinkView>

/** The token of a link `…/sign-in#token`. */
export const SignInByLinkBody = z.strictObject({ token: InvitationToken })

export const authRoutes = {
  login: {
    method: 'POST',
    path: '/auth/login',
    permission: 'open',
    summary: 'Sign in with e-mail and password',
    body: LoginBody,
    status: 200,
    answer: Ok(SignedInView),
    audit: 'auth.login',
    errors: ['AUTHENTICATION_ERROR', 'RESOURCE_UNAVAILABLE'],
    guessable: true,
    ...SHORT,
  },
  refresh: {
    method: 'POST',
    path: '/auth/refresh',
    permission: 'open',
    summary: 'Exchange a refresh token for a new pair of tokens',
    body: RefreshBody,
    status: 200,
    answer: Ok(SignedInView),
    errors: ['AUTHENTICATION_ERROR', 'AUTHORIZATION_ERROR', 'RESOURCE_UNAVAILABLE'],
    guessable: true,
    ...SHORT,
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    permission: 'signed_in',
    person: true,
    summary: 'End the session of this access token',
    status: 200,
    answer: Ok(SignedOutView),
    audit: 'auth.logout',
  },
  me: {
    method: 'GET',
    path: '/auth/me',
    permission: 'signed_in',
    summary: 'Who I am and what I may do',
    status: 200,
    answer: Ok(MeView),
  },
  listSessions: {
    method: 'GET',
    path: '/auth/sessions',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'users:manage',
    summary: 'Where I am signed in, newest first',
    query: SessionsQuery,
    status: 200,
    answer: Ok(z.array(SessionView)),
    errors: ['NOT_FOUND'],
  },
  endSession: {
    method: 'DELETE',
    path: '/auth/sessions/:id',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'users:manage',
    summary: 'Sign out one session; its tokens stop working within a second',
    params: IdParams,
    status: 200,
    answer: Ok(EndedView),
    audit: 'session.end',
  },
  endSessions: {
    method: 'DELETE',
    path: '/auth/sessions',
    permission: 'signed_in',
    person: true,
    summary: 'Sign out everywhere, or everywhere else (`keep=current`)',
    query: EndSessionsQuery,
    status: 200,
    answer: Ok(EndedView),
    audit: 'session.end_all',
  },
  changePassword: {
    method: 'POST',
    path: '/auth/password',
    permission: 'signed_in',
    person: true,
    summary: 'Change my password; my other sessions end',
    body: ChangePasswordBody,
    status: 200,
    answer: Ok(EndedView),
    audit: 'auth.password_change',
    errors: ['CONFLICT'],
    guessable: true,
    ...SHORT,
  },
  requestReset: {
    method: 'POST',
    path: '/auth/password/reset',
    permission: 'open',
    summary: 'Ask for a reset of a password; administrators see it and hand out the link',
    body: RequestResetBody,
    status: 202,
    answer: Ok(ResetRequestedView),
    audit: 'auth.reset_request',
    errors: ['RESOURCE_UNAVAILABLE'],
    guessable: true,
    ...SHORT,
  },
  showInvitation: {
    method: 'POST',
    path: '/auth/invitations/show',
    permission: 'open',
    summary: 'What a one-time link is for',
    body: ShowInvitationBody,
    status: 200,
    answer: Ok(InvitationView),
    errors: ['NOT_FOUND', 'RESOURCE_UNAVAILABLE'],
    guessable: true,
    ...SHORT,
  },
  acceptInvitation: {
    method: 'POST',
    path: '/auth/invitations/accept',
    permission: 'open',
    summary: 'Set a password by a one-time link; it is used up by it',
    body: AcceptInvitationBody,
    status: 200,
    answer: Ok(UserView),
    audit: 'auth.password_set',
    errors: ['NOT_FOUND', 'CONFLICT', 'RESOURCE_UNAVAILABLE'],
    guessable: true,
    ...SHORT,
  },
  createSignInLink: {
    method: 'POST',
    path: '/auth/links',
    permission: 'signed_in',
    person: true,
    summary: 'Make a one-time link that signs a browser in as the owner of a token of `./techdeck token`',
    status: 201,
    answer: Ok(LinkView),
    audit: 'auth.link_create',
    errors: ['AUTHORIZATION_ERROR'],
  },
  signInByLink: {
    method: 'POST',
    path: '/auth/links/use',
    permission: 'open',
    summary: 'Sign a browser in by a one-time link; it is used up by it',
    body: SignInByLinkBody,
    status: 200,
    answer: Ok(SignedInView),
    audit: 'auth.login',
    errors: ['AUTHENTICATION_ERROR', 'NOT_FOUND', 'RESOURCE_UNAVAILABLE'],
    guessable: true,
    ...SHORT,
  },
} as const satisfies Record<string, RouteContract>
