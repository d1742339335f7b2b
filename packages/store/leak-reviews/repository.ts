import type { LeakMark, LeakReview } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { leakReviewSchema, toLeakReview, type LeakReviewDocument } from './schema.ts'

/** Samples of what executions exported, and what people found in them. */
export interface LeakReviewRepository {
  /** Keeps a sample that was drawn; an execution has one, so an earlier one stays. */
  begin(review: LeakReview): Promise<void>
  get(executionId: string): Promise<LeakReview | null>
  /** A data set's newest that is signed off. */
  signedOf(datasetId: string): Promise<LeakReview | null>
  /** Marks a conversation, in place of an earlier mark; `false` once it is signed off. */
  mark(executionId: string, conversation: string, mark: LeakMark): Promise<boolean>
  /** Signs off; `false` when it is already. */
  signOff(executionId: string, by: { by: string; at: Date }): Promise<boolean>
}

export function createLeakReviewRepository(connection: Connection): LeakReviewRepository {
  const reviews = connection.model<LeakReviewDocument>('LeakReview', leakReviewSchema)

  return atEdge({
    async begin({ id, ...review }: LeakReview) {
      await reviews.updateOne({ _id: id }, { $setOnInsert: review }, { upsert: true })
    },

    async get(executionId: string) {
      const document = await reviews.findOne({ _id: executionId }).lean<LeakReviewDocument>()
      return document && toLeakReview(document)
    },

    async signedOf(datasetId: string) {
      const documents = await reviews
        .find({ datasetIds: datasetId })
        .sort({ _id: -1 })
        .limit(20)
        .lean<LeakReviewDocument[]>()
      const signed = documents.find(({ signedOff }) => signedOff !== null)
      return signed ? toLeakReview(signed) : null
    },

    async mark(executionId: string, conversation: string, mark: LeakMark) {
      const { matchedCount } = await reviews.updateOne(
        { _id: executionId, signedOff: null },
        { $set: { [`marks.${conversation}`]: mark } },
      )
      return matchedCount === 1
    },

    async signOff(executionId: string, signedOff: { by: string; at: Date }) {
      const { matchedCount } = await reviews.updateOne({ _id: executionId, signedOff: null }, { $set: { signedOff } })
      return matchedCount === 1
    },
  })
}
