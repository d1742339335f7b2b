import { routes, type Session, type SessionView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { reachable } from '../../principal.ts'

/** `GET /auth/sessions`: where the caller is signed in, or another user for those who manage users. */
export const listSessions: Route<Pick<ApiDeps, 'sessions' | 'users' | 'clock'>> = async (
  app,
  { sessions, users, clock },
) => {
  app.route({
    ...serve(routes.listSessions),
    handler: async (request) => {
      const who = whoAsks(request)
      const { user_id: userId = who.userId } = request.query
      if (userId !== who.userId) {
        const user = await users.get(userId)
        reachable(user && { ...user, userId }, who, routes.listSessions.reachesOthers)
      }
      const found = await sessions.ofUser(userId, clock.now())
      return ok(found.map((session) => toSessionView(session, who.sessionId)))
    },
  })
}

const toSessionView = (session: Session, current: string | null): SessionView => ({
  id: session.id,
  client: session.client,
  current: session.id === current,
  ip_address: session.ipAddress,
  user_agent: session.userAgent,
  created_at: session.createdAt.toISOString(),
  last_active_at: session.lastActiveAt.toISOString(),
  idle_at: new Date(
    Math.min(session.lastActiveAt.getTime() + session.idleMs, session.expiresAt.getTime()),
  ).toISOString(),
  expires_at: session.expiresAt.toISOString(),
})
