import type { Share } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { shareSchema, toShare, type ShareDocument } from './schema.ts'

/** Data sets that are shared with teams. */
export interface ShareRepository {
  /** In place of an earlier one of the same data set and team. */
  save(share: Share): Promise<void>
  ofDataset(datasetId: string): Promise<Share[]>
  ofTeams(teamIds: readonly string[]): Promise<Share[]>
  /** Whether there was one. */
  remove(datasetId: string, teamId: string): Promise<boolean>
  /** How many there were. */
  removeOfTeam(teamId: string): Promise<number>
  removeOf(datasetId: string): Promise<void>
}

export const shareId = (datasetId: string, teamId: string): string => `${datasetId}.${teamId}`

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

    async remove(datasetId: string, teamId: string) {
      const { deletedCount } = await shares.deleteOne({ _id: shareId(datasetId, teamId) })
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
