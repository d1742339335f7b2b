import type { Release } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { releaseSchema, toRelease, type ReleaseDocument } from './schema.ts'

/** Conversations that were withheld and that somebody let through. */
export interface ReleaseRepository {
  /** Keeps them; of one that was released before, the first release stays. */
  add(releases: readonly Release[]): Promise<void>
  /** A data set's, in order of their ids, at most `limit`. */
  ofDataset(datasetId: string, limit: number): Promise<Release[]>
  /** Forgets those of a data set. */
  removeOf(datasetId: string): Promise<void>
}

export function createReleaseRepository(connection: Connection): ReleaseRepository {
  const releases = connection.model<ReleaseDocument>('Release', releaseSchema)

  return atEdge({
    async add(added: readonly Release[]) {
      const changes = added.map(({ id, ...release }) => ({
        updateOne: { filter: { _id: id }, update: { $setOnInsert: release }, upsert: true },
      }))
      if (changes.length > 0) await releases.bulkWrite(changes, { ordered: false })
    },

    async ofDataset(datasetId: string, limit: number) {
      const documents = await releases.find({ datasetId }).sort({ _id: 1 }).limit(limit).lean<ReleaseDocument[]>()
      return documents.map(toRelease)
    },

    async removeOf(datasetId: string) {
      await releases.deleteMany({ datasetId })
    },
  })
}
