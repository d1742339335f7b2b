import { z } from 'zod'
import { API_TOKEN_KINDS, LONGEST_TOKEN_DAYS } from '../entities.ts'
import { PERMISSIONS } from '../permissions.ts'
import { Id, IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** What every API token begins with, so that whoever scans files for secrets finds them. */
export const API_TOKEN_PREFIX = 'td_'

export const ApiTokenView = z.object({
  id: z.string(),
  name: z.string(),
  /** `agent`: what it does is marked as done by a program on its owner's behalf. */
  kind: z.enum(API_TOKEN_KINDS),
  /** What it may do, as far as its owner may. */
  scopes: z.array(z.enum(PERMISSIONS)),
  created_at: Time,
  expires_at: Time,
  last_used_at: Time.nullable(),
})
export type ApiTokenView = z.infer<typeof ApiTokenView>

/** With the token itself, shown once. */
export const NewApiTokenView = ApiTokenView.extend({ token: z.string() })
export type NewApiTokenView = z.infer<typeof NewApiTokenView>

export const CreateApiTokenBody = z.strictObject({
  name: z.string().trim().min(1).max(80),
  kind: z.enum(API_TOKEN_KINDS).default('personal'),
  /** Permissions of one's role; what agents may have where none are named. */
  scopes: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length).optional(),
  expires_in_days: z.int().min(1).max(LONGEST_TOKEN_DAYS).default(90),
})
export type CreateApiTokenBody = z.input<typeof CreateApiTokenBody>

/** Another user's, for those who manage users. */
export const ApiTokensQuery = z.strictObject({ user_id: Id.optional() })
export const RevokedView = z.object({ revoked: z.boolean() })

export const tokenRoutes = {
  listApiTokens: {
    method: 'GET',
    path: '/auth/tokens',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'users:manage',
    summary: 'My API tokens that are good, newest first',
    query: ApiTokensQuery,
    status: 200,
    answer: Ok(z.array(ApiTokenView)),
    errors: ['NOT_FOUND'],
  },
  createApiToken: {
    method: 'POST',
    path: '/auth/tokens',
    permission: 'signed_in',
    person: true,
    summary: 'Make a token for a script or an agent; it is shown once',
    body: CreateApiTokenBody,
    status: 201,
    answer: Ok(NewApiTokenView),
    audit: 'api_token.create',
    errors: ['CONFLICT'],
  },
  revokeApiToken: {
    method: 'DELETE',
    path: '/auth/tokens/:id',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'users:manage',
    summary: 'Revoke a token; it stops working within a second',
    params: IdParams,
    status: 200,
    answer: Ok(RevokedView),
    audit: 'api_token.revoke',
  },
} as const satisfies Record<string, RouteContract>
