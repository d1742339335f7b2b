import type { Emergency, EmergencyStatus } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { emergencySchema, toEmergency, type EmergencyDocument } from './schema.ts'

/** Times in which somebody may read what is not theirs. They are changed by status and never removed. */
export interface EmergencyRepository {
  create(emergency: Emergency): Promise<void>
  get(id: string): Promise<Emergency | null>
  /** A user's that were agreed to, also those whose time is over. */
  approvedOf(userId: string): Promise<Emergency[]>
  /** Since a time, newest first. */
  list(scope: { workspaceId: string; userId?: string }, since: Date): Promise<Emergency[]>
  /** `false` when it is no longer in `from`. */
  move(
    id: string,
    from: EmergencyStatus,
    to: EmergencyStatus,
    decision?: Pick<Emergency, 'decidedBy' | 'expiresAt'>,
  ): Promise<boolean>
  /** Agreed to, and over by then. */
  expired(now: Date): Promise<Emergency[]>
}

export function createEmergencyRepository(connection: Connection): EmergencyRepository {
  const emergencies = connection.model<EmergencyDocument>('Emergency', emergencySchema)
  const found = async (filter: object): Promise<Emergency[]> =>
    (await emergencies.find(filter).sort({ _id: -1 }).lean<EmergencyDocument[]>()).map(toEmergency)

  return atEdge({
    async create({ id, ...emergency }: Emergency) {
      await emergencies.create([{ ...emergency, _id: id }])
    },

    async get(id: string) {
      const one = await emergencies.findOne({ _id: id }).lean<EmergencyDocument>()
      return one && toEmergency(one)
    },

    approvedOf: (userId: string) => found({ userId, status: 'approved' }),

    list: (scope: { workspaceId: string; userId?: string }, since: Date) =>
      found({ ...scope, requestedAt: trusted({ $gte: since }) }),

    async move(
      id: string,
      from: EmergencyStatus,
      to: EmergencyStatus,
      decision: Partial<Pick<Emergency, 'decidedBy' | 'expiresAt'>> = {},
    ) {
      const change = { $set: { status: to, ...decision } }
      const { matchedCount } = await emergencies.updateOne({ _id: id, status: from }, change)
      return matchedCount === 1
    },

    async expired(now: Date) {
      const approved = await found({ status: 'approved' })
      return approved.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now)
    },
  })
}
