import type { GivenVerdict, Review } from '@techdeck/contracts'
import { REVIEW_LANES, REVIEW_STATUSES, VERDICT_REASONS, VERDICTS } from '@techdeck/contracts/names'
import { type Document, entitySchema, partSchema } from '../schema.ts'

export type ReviewDocument = Document<Review>

const verdictSchema = partSchema<GivenVerdict>({
  reviewer: { type: String, required: true },
  verdict: { type: String, enum: VERDICTS, required: true },
  reason: { type: String, enum: VERDICT_REASONS, required: true },
  at: { type: Date, required: true },
})

export const reviewSchema = entitySchema<ReviewDocument>('reviews', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, required: true },
  datasetId: { type: String, required: true },
  conversationId: { type: String, required: true },
  executionId: { type: String, required: true },
  lane: { type: String, enum: REVIEW_LANES, required: true },
  priority: { type: Number, required: true },
  reasons: { type: [String], default: [] },
  distressing: { type: Boolean, required: true },
  order: { type: String, required: true },
  status: { type: String, enum: REVIEW_STATUSES, required: true },
  verdicts: { type: [verdictSchema], default: [] },
  final: { type: String, default: null },
  settledBy: { type: String, default: null },
  settledAt: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  revision: { type: Number, required: true },
})
// A data set's queue in the order in which people should look, all of it or what is in one state.
reviewSchema.index({ datasetId: 1, order: 1 })
reviewSchema.index({ datasetId: 1, status: 1, order: 1 })

/** What somebody looked at on a day; counted, so that nobody reads too much of what weighs on them. */
export interface ExposureDocument {
  _id: string
  reviews: string[]
  count: number
  day: Date
}

export const exposureSchema = entitySchema<ExposureDocument>('exposures', {
  _id: { type: String, required: true },
  reviews: { type: [String], default: [] },
  count: { type: Number, required: true },
  day: { type: Date, required: true },
})
// Yesterday's count nothing any more.
exposureSchema.index({ day: 1 }, { expireAfterSeconds: 7 * 24 * 3600 })

export const toReview = ({ _id: id, ...document }: ReviewDocument): Review => ({
  ...document,
  id,
  reasons: document.reasons ?? [],
  verdicts: (document.verdicts ?? []).map(({ reviewer, verdict, reason, at }) => ({ reviewer, verdict, reason, at })),
  final: document.final ?? null,
  settledBy: document.settledBy ?? null,
  settledAt: document.settledAt ?? null,
})
