import type { LeakReview } from '@techdeck/contracts'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type LeakReviewDocument = Document<LeakReview>

export const leakReviewSchema = entitySchema<LeakReviewDocument>('leakReviews', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, required: true },
  seed: { type: String, required: true },
  datasetIds: { type: [String], required: true },
  population: { type: Number, required: true },
  sample: { type: Mixed, required: true },
  marks: { type: Mixed, required: true },
  drawnBy: { type: String, required: true },
  drawnAt: { type: Date, required: true },
  signedOff: { type: Mixed, default: null },
})

// A data set's newest.
leakReviewSchema.index({ datasetIds: 1, _id: -1 })

export const toLeakReview = ({ _id: id, ...review }: LeakReviewDocument): LeakReview => ({ id, ...review })
