import type { Connection } from 'mongoose'
import { atEdge, isDuplicate } from '../errors.ts'
import { leaseSchema, type LeaseDocument } from './schema.ts'

export interface LeaseRepository {
  /**
   * `true` while the caller holds the lease; renews it when it is the caller's already. It ends `ttlMs` later by the
   * database's clock, so clocks of workers do not matter.
   */
  acquire(name: string, owner: string, ttlMs: number): Promise<boolean>
  /** Lets whoever holds the lease know that somebody else waits for it. */
  ask(name: string): Promise<void>
  /** Whether the caller holds the lease and somebody has asked for it, or holds it no more. */
  isAskedFor(name: string, owner: string): Promise<boolean>
  /** Gives the lease back; nothing happens when it is another's. */
  release(name: string, owner: string): Promise<void>
}

export function createLeaseRepository(connection: Connection): LeaseRepository {
  const leases = connection.model<LeaseDocument>('Lease', leaseSchema)

  /**
   * Takes the lease over where it is free, in one write. The filter is the id alone, which no server has to scan for.
   * Times are compared and added as numbers: one embedded server finds every date equal to `$$NOW`, and the other adds
   * none to it.
   */
  function take(name: string, owner: string, ttlMs: number) {
    const isOwn = { $eq: ['$owner', { $literal: owner }] }
    const isOver = { $lte: [{ $ifNull: [{ $toLong: '$expiresAt' }, 0] }, { $toLong: '$$NOW' }] }
    return leases.updateOne(
      { _id: name },
      [
        { $set: { free: { $or: [isOwn, isOver] } } },
        {
          $set: {
            owner: { $cond: ['$free', { $literal: owner }, '$owner'] },
            expiresAt: { $cond: ['$free', { $toDate: { $add: [{ $toLong: '$$NOW' }, ttlMs] } }, '$expiresAt'] },
            // What was asked of another holder does not hold for the next.
            isWanted: { $and: [{ $ifNull: ['$isWanted', false] }, { $or: [{ $not: ['$free'] }, isOwn] }] },
          },
        },
        { $unset: 'free' },
      ],
      { upsert: true, updatePipeline: true },
    )
  }

  return atEdge({
    async acquire(name: string, owner: string, ttlMs: number) {
      try {
        await take(name, owner, ttlMs)
      } catch (error) {
        // Two first callers at once: one of them inserts, the other asks again.
        if (!isDuplicate(error)) throw error
        await take(name, owner, ttlMs)
      }
      const lease = await leases.findOne({ _id: name }).lean<LeaseDocument>()
      return lease?.owner === owner
    },

    async ask(name: string) {
      await leases.updateOne({ _id: name }, { $set: { isWanted: true } })
    },

    async isAskedFor(name: string, owner: string) {
      const lease = await leases.findOne({ _id: name }).lean<LeaseDocument>()
      return lease?.owner !== owner || lease.isWanted === true
    },

    async release(name: string, owner: string) {
      await leases.deleteOne({ _id: name, owner })
    },
  })
}
