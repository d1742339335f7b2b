import type { Share } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { shareSchema, toShare, type ShareDocument } from './schema.ts'

/** Data sets that are shared with teams and people. */
export interface ShareRepository {
  /** In place of an earlier one of the same data set with the same team or person. */
  save(share: Share): Promise<void>
  ofDataset(datasetId: string): Promise<Share[]>
  ofTeams(teamIds: readonly string[]): Promise<Share[]>
  ofUser(userId: string): Promise<Share[]>
  /** Of a team or a person; whether there was one. */
  remove(datasetId: string, withWhom: string): Promise<boolean>
  /** How many there were. */
  removeOfTeam(teamId: string): Promise<number>
  removeOf(datasetId: string): Promise<void>
}

export const shareId = (datasetId: string, withWhom: string): string => `${datasetId}.${withWhom}`

export function createShareRepository(connection: Connection): ShareRepository {
  const shares = connection.model<ShareDocument>('Share', shareSchema)

  return atEdge({
    async save({ id, ...share }: Share) {
      await shares.updateOne({ _id: id }, { $set: share }, { upsert: true })
    },

    async ofDataset(datasetId: string) {
      return (await shares.find({ datasetId }).lean<ShareDocument[]>()).map(toShare)
    },

    async ofTeams(teamIds: readonly string[]) {
      if (teamIds.length === 0) return []
      return (await shares.find({ teamId: trusted({ $in: [...teamIds] }) }).lean<ShareDocument[]>()).map(toShare)
    },

    async ofUser(userId: string) {
      return (await shares.find({ userId }).lean<ShareDocument[]>()).map(toShare)
    },

    async remove(datasetId: string, withWhom: string) {
      const { deletedCount } = await shares.deleteOne({ _id: shareId(datasetId, withWhom) })
      return deletedCount === 1
    },

    async removeOfTeam(teamId: string) {
      return (await shares.deleteMany({ teamId })).deletedCount
    },

    async removeOf(datasetId: string) {
      await shares.deleteMany({ datasetId })
    },
  })
}
