import { ROLE_PERMISSIONS, type Session, type User } from '@techdeck/contracts'
import type { Clock } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { isFromElsewhere, isFromOwnPage, passOf } from './pass.ts'

export interface GuardDeps {
  passes: { find(pass: string): Promise<{ userId: string; sessionId: string | null } | null> }
  users: { get(id: string): Promise<User | null> }
  sessions: {
    live(id: string, now: Date): Promise<Pick<Session, 'userId'> | null>
    touch(id: string, now: Date): Promise<void>
  }
  clock: Clock
  /** Whether anything may be changed at all. */
  writable: boolean
}

export interface Admin {
  userId: string
  workspaceId: string
}

/** Who asks, or the status that they are answered and what about it. */
export type Verdict = Admin | { refused: 401 | 403 | 405; why: 'caller' | 'page' | 'read_only' }

/**
 * Looks at who asks, at every request and in the store itself: whoever's session has ended, or who is no administrator
 * any more, is out at once. What changes something also has to come from the board's own page. The page asks by itself,
 * so only what somebody changes counts as activity.
 */
export async function admit(deps: GuardDeps, request: FastifyRequest): Promise<Verdict> {
  const { passes, users, sessions, clock, writable } = deps
  const pass = passOf(request)
  const grant = pass === undefined ? null : await passes.find(pass)
  if (pass === undefined || grant === null) return { refused: 401, why: 'caller' }
  const { userId, sessionId } = grant
  const [user, session] = await Promise.all([
    users.get(userId),
    sessionId === null ? null : sessions.live(sessionId, clock.now()),
  ])
  if (!user?.isActive || (sessionId !== null && session?.userId !== userId)) return { refused: 401, why: 'caller' }
  if (!ROLE_PERMISSIONS[user.role].includes('queues:manage')) return { refused: 403, why: 'caller' }
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (isFromElsewhere(request)) return { refused: 403, why: 'page' }
  } else {
    if (!writable) return { refused: 405, why: 'read_only' }
    if (!isFromOwnPage(request, pass)) return { refused: 403, why: 'page' }
    if (sessionId !== null) await sessions.touch(sessionId, clock.now())
  }
  return { userId, workspaceId: user.workspaceId }
}
