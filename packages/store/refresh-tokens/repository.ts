import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import {
  refreshFamilySchema,
  SPENT_TOKENS,
  toSession,
  type RefreshFamilyDocument,
  type RefreshSession,
} from './schema.ts'

/** `unknown`: no such token, or its session has expired or ended. `reused`: spent before; its session was ended for it. */
export type Rotation = { state: 'rotated' | 'reused'; id: string; userId: string } | { state: 'unknown' }

/** Sign-ins that can be renewed. Callers make the tokens and give their hashes. */
export interface RefreshTokenRepository {
  begin(session: { id: string; userId: string; tokenHash: string; expiresAt: Date }): Promise<void>
  /**
   * Replaces a session's token, once: of any number that present the same token at the same time one wins. A token
   * that was spent before ends its session, since somebody has a copy of it; there is no period of grace.
   */
  rotate(tokenHash: string, next: { tokenHash: string; expiresAt: Date }): Promise<Rotation>
  isActive(id: string): Promise<boolean>
  /** Ending an ended session changes nothing. */
  end(id: string): Promise<void>
  /** A user's sessions that have neither ended nor expired, newest first. */
  sessionsOf(userId: string): Promise<RefreshSession[]>
  /** Ends all of a user's sessions. Returns how many. */
  endAll(userId: string): Promise<number>
}

export function createRefreshTokenRepository(connection: Connection): RefreshTokenRepository {
  const families = connection.model<RefreshFamilyDocument>('RefreshToken', refreshFamilySchema)

  const revoke = async (_id: string): Promise<boolean> =>
    (await families.updateOne({ _id, status: 'active' }, { $set: { status: 'revoked' } })).matchedCount === 1

  async function refuse(tokenHash: string): Promise<Rotation> {
    const family = await families.findOne({ spent: tokenHash }).lean<RefreshFamilyDocument>()
    if (!family || !(await revoke(family._id))) return { state: 'unknown' }
    return { state: 'reused', id: family._id, userId: family.userId }
  }

  return atEdge({
    async begin({ id, ...session }: { id: string; userId: string; tokenHash: string; expiresAt: Date }) {
      const now = new Date()
      await families.create([{ ...session, _id: id, status: 'active', spent: [], createdAt: now, lastUsedAt: now }])
    },

    async rotate(tokenHash: string, next: { tokenHash: string; expiresAt: Date }): Promise<Rotation> {
      const now = new Date()
      const family = await families.findOne({ tokenHash }).lean<RefreshFamilyDocument>()
      if (!family) return refuse(tokenHash)
      if (!isLive(family, now)) return { state: 'unknown' }
      const { matchedCount } = await families.updateOne(
        { _id: family._id, tokenHash, status: 'active' },
        { $set: { ...next, lastUsedAt: now }, $push: { spent: { $each: [tokenHash], $slice: -SPENT_TOKENS } } },
      )
      return matchedCount === 1 ? { state: 'rotated', id: family._id, userId: family.userId } : refuse(tokenHash)
    },

    async isActive(id: string) {
      const family = await families.findOne({ _id: id }).lean<RefreshFamilyDocument>()
      return family !== null && isLive(family, new Date())
    },

    async end(id: string) {
      await revoke(id)
    },

    async sessionsOf(userId: string) {
      const found = await families.find({ userId, status: 'active' }).sort({ _id: -1 }).lean<RefreshFamilyDocument[]>()
      const now = new Date()
      return found.filter((family) => isLive(family, now)).map(toSession)
    },

    async endAll(userId: string) {
      const { modifiedCount } = await families.updateMany({ userId, status: 'active' }, { $set: { status: 'revoked' } })
      return modifiedCount
    },
  })
}

const isLive = ({ status, expiresAt }: RefreshFamilyDocument, now: Date) => status === 'active' && expiresAt > now
