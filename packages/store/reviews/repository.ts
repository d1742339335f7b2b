import type { Review, ReviewStatus } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { insertMissing } from '../insert-missing.ts'
import { exposureSchema, reviewSchema, toReview, type ExposureDocument, type ReviewDocument } from './schema.ts'

/** What people may change of a review. */
export type ReviewChange = Pick<Review, 'status' | 'verdicts' | 'final' | 'settledBy' | 'settledAt'>

/** Conversations that people judge, and what they said. */
export interface ReviewRepository {
  /** Queues those that are not there yet; the others stay as they are. */
  add(reviews: readonly Review[]): Promise<void>
  get(id: string): Promise<Review | null>
  /** A data set's in the order in which people should look, at most `limit` behind the order `after`. */
  list(datasetId: string, status: ReviewStatus | null, after: string | null, limit: number): Promise<Review[]>
  /** Changes one that has had `revision` changes; `false` when somebody else was quicker. */
  change(id: string, revision: number, change: ReviewChange): Promise<boolean>
  /** Forgets those of a data set. */
  removeOf(datasetId: string): Promise<void>
  /**
   * Notes that somebody opens a distressing text, once a day for each. How many more they may open that day; `null` when
   * they may not open this one.
   */
  expose(reviewer: string, day: Date, review: string, limit: number): Promise<number | null>
}

export function createReviewRepository(connection: Connection): ReviewRepository {
  const reviews = connection.model<ReviewDocument>('Review', reviewSchema)
  const exposures = connection.model<ExposureDocument>('Exposure', exposureSchema)

  return atEdge({
    async add(added: readonly Review[]) {
      await insertMissing(
        reviews,
        added.map(({ id, ...review }) => ({ _id: id, ...review })),
      )
    },

    async get(id: string) {
      const document = await reviews.findOne({ _id: id }).lean<ReviewDocument>()
      return document && toReview(document)
    },

    async list(datasetId: string, status: ReviewStatus | null, after: string | null, limit: number) {
      const documents = await reviews
        .find({
          datasetId,
          ...(status !== null && { status }),
          ...(after !== null && { order: trusted({ $gt: after }) }),
        })
        .sort({ order: 1 })
        .limit(limit)
        .lean<ReviewDocument[]>()
      return documents.map(toReview)
    },

    async change(id: string, revision: number, change: ReviewChange) {
      const { matchedCount } = await reviews.updateOne({ _id: id, revision }, { $set: change, $inc: { revision: 1 } })
      return matchedCount === 1
    },

    async removeOf(datasetId: string) {
      await reviews.deleteMany({ datasetId })
    },

    async expose(reviewer: string, day: Date, review: string, limit: number) {
      const _id = `${reviewer}.${day.toISOString().slice(0, 10)}`
      await exposures.updateOne({ _id }, { $setOnInsert: { reviews: [], count: 0, day } }, { upsert: true })
      await exposures.updateOne(
        { _id, count: trusted({ $lt: limit }), reviews: trusted({ $ne: review }) },
        { $push: { reviews: review }, $inc: { count: 1 } },
      )
      const known = await exposures.findOne({ _id }).lean<ExposureDocument>()
      return known?.reviews.includes(review) ? Math.max(0, limit - known.count) : null
    },
  })
}
