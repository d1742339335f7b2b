import type { ClientKind, Session, SignedInView, User } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { ACCESS_TTL_S } from '../../plugins/auth.ts'
import { toUserView } from '../users/view.ts'
import { newToken } from './one-time.ts'

type Deps = Pick<ApiDeps, 'sessions' | 'settings' | 'clock'>

/** Signs a user in: a new session, and the refresh token that renews it once. */
export async function startSession(
  { sessions, settings, clock }: Deps,
  { ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>,
  user: User,
  client: ClientKind,
): Promise<{ session: Session; token: string }> {
  const now = clock.now()
  const { idleMs, maxMs } = settings.sessions[client]
  const { token, tokenHash } = newToken()
  const session = {
    id: newId(),
    userId: user.id,
    workspaceId: user.workspaceId,
    client,
    ipAddress: ip,
    userAgent: headers['user-agent']?.slice(0, 200) ?? null,
    createdAt: now,
    lastActiveAt: now,
    idleMs,
    expiresAt: new Date(now.getTime() + maxMs),
  }
  await sessions.begin(session, tokenHash)
  return { session, token }
}

/** The answer to a sign-in: a new access token of the session, and the user. */
export const signedIn = (app: Pick<FastifyInstance, 'jwt'>, user: User, sessionId: string): SignedInView => ({
  access_token: app.jwt.sign({ sub: user.id, sid: sessionId, typ: 'access', jti: newId() }),
  token_type: 'Bearer',
  expires_in: ACCESS_TTL_S,
  user: toUserView(user),
})
