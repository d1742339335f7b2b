import type { Session } from '@techdeck/contracts'
import { isLiveSession } from '@techdeck/contracts/names'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { sessionSchema, SPENT_TOKENS, toSession, type SessionDocument } from './schema.ts'

/** `unknown`: no such token, or its session has expired or ended. `reused`: spent before; its session was ended for it. */
export type Rotation = { state: 'rotated' | 'reused'; session: Session } | { state: 'unknown' }

/** Sign-ins that can be renewed. Callers make the tokens and give their hashes. */
export interface SessionRepository {
  begin(session: Session, tokenHash: string): Promise<void>
  /** A session that has neither ended nor expired. */
  live(id: string, now: Date): Promise<Session | null>
  /**
   * Replaces a session's token, once: of any number that present the same token at the same time one wins. A token
   * that was spent before ends its session, since somebody has a copy of it; there is no period of grace.
   * It counts as activity where `active` says so.
   */
  rotate(tokenHash: string, next: { tokenHash: string; now: Date; active: boolean }): Promise<Rotation>
  /** Notes activity; a session that has ended or expired stays so. */
  touch(id: string, now: Date): Promise<void>
  /** Whether it was not ended before. */
  end(id: string): Promise<boolean>
  /** A user's sessions that have neither ended nor expired, newest first. */
  ofUser(userId: string, now: Date): Promise<Session[]>
  /** Ends a user's sessions, but for one where `except` names it. Returns how many. */
  endAll(userId: string, except?: string | null): Promise<number>
}

export function createSessionRepository(connection: Connection): SessionRepository {
  const sessions = connection.model<SessionDocument>('Session', sessionSchema)

  const end = async (_id: string): Promise<boolean> =>
    (await sessions.updateOne({ _id, status: 'active' }, { $set: { status: 'ended' } })).matchedCount === 1

  async function refuse(tokenHash: string): Promise<Rotation> {
    const session = await sessions.findOne({ spent: tokenHash }).lean<SessionDocument>()
    if (!session || !(await end(session._id))) return { state: 'unknown' }
    return { state: 'reused', session: toSession(session) }
  }

  return atEdge({
    async begin({ id, ...session }: Session, tokenHash: string) {
      await sessions.create([{ ...session, _id: id, status: 'active', tokenHash, spent: [] }])
    },

    async live(id: string, now: Date) {
      const session = await sessions.findOne({ _id: id }).lean<SessionDocument>()
      return session && isLive(session, now) ? toSession(session) : null
    },

    async rotate(
      tokenHash: string,
      { tokenHash: next, now, active }: { tokenHash: string; now: Date; active: boolean },
    ): Promise<Rotation> {
      const session = await sessions.findOne({ tokenHash }).lean<SessionDocument>()
      if (!session) return refuse(tokenHash)
      if (!isLive(session, now)) return { state: 'unknown' }
      const { matchedCount } = await sessions.updateOne(
        { _id: session._id, tokenHash, status: 'active' },
        {
          $set: { tokenHash: next, ...(active && { lastActiveAt: now }) },
          $push: { spent: { $each: [tokenHash], $slice: -SPENT_TOKENS } },
        },
      )
      return matchedCount === 1 ? { state: 'rotated', session: toSession(session) } : refuse(tokenHash)
    },

    async touch(id: string, now: Date) {
      const session = await sessions.findOne({ _id: id }).lean<SessionDocument>()
      if (!session || !isLive(session, now) || session.lastActiveAt >= now) return
      await sessions.updateOne({ _id: id, status: 'active' }, { $set: { lastActiveAt: now } })
    },

    end,

    async ofUser(userId: string, now: Date) {
      const found = await sessions.find({ userId, status: 'active' }).sort({ _id: -1 }).lean<SessionDocument[]>()
      return found.filter((session) => isLive(session, now)).map(toSession)
    },

    async endAll(userId: string, except: string | null = null) {
      const found = await sessions.find({ userId, status: 'active' }).lean<SessionDocument[]>()
      const ended = await Promise.all(found.filter(({ _id }) => _id !== except).map(({ _id }) => end(_id)))
      return ended.filter(Boolean).length
    },
  })
}

const isLive = (session: SessionDocument, now: Date) => session.status === 'active' && isLiveSession(session, now)
