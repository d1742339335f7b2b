import { randomBytes } from 'node:crypto'
import type { SignedInView, User } from '@techdeck/contracts'
import { newId, sha256 } from '@techdeck/core'
import type { FastifyInstance } from 'fastify'
import { ACCESS_TTL_S } from '../../plugins/auth.ts'
import { toUserView } from './view.ts'

/** A session that nobody renews for this long has to sign in again. */
export const REFRESH_TTL_S = 14 * 24 * 3600

/** A refresh token: 256 random bits. Only its hash is stored. */
export function newRefreshToken(now: Date): { token: string; stored: { tokenHash: string; expiresAt: Date } } {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + REFRESH_TTL_S * 1000)
  return { token, stored: { tokenHash: hashToken(token), expiresAt } }
}

export const hashToken = (token: string): string => sha256(`techdeck-refresh ${token}`)

/** The answer to a sign-in: a new access token of the session, and the user. */
export const signedIn = (app: Pick<FastifyInstance, 'jwt'>, user: User, sessionId: string): SignedInView => ({
  access_token: app.jwt.sign({ sub: user.id, sid: sessionId, typ: 'access', jti: newId() }),
  token_type: 'Bearer',
  expires_in: ACCESS_TTL_S,
  user: toUserView(user),
})
