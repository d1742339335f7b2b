import type { Dataset, Review, ReviewView } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { isoOrNull } from '../../answers.ts'
import { findDataset } from '../datasets/get-dataset.ts'

export type ReviewDeps = Pick<ApiDeps, 'datasets' | 'reviews'>

/** The review of the path, and its data set. @throws NotFoundError */
export async function findReview(
  { datasets, reviews }: ReviewDeps,
  request: FastifyRequest,
  { id, conversation }: { id: string; conversation: string },
): Promise<{ dataset: Dataset; review: Review }> {
  const dataset = await findDataset(datasets, request, id)
  const review = await reviews.get(`${dataset.id}.${conversation}`)
  if (!review) throw new NotFoundError('This conversation is not in the queue of reviews.')
  request.access = { dataId: dataset.id, executionId: review.executionId, details: { conversation, lane: review.lane } }
  return { dataset, review }
}

/**
 * What one may see of a review. Reviewers judge blind: what others said is told once one's own verdict is in, or nobody
 * is asked any more.
 */
export function toReviewView(review: Review, caller: string): ReviewView {
  const sees = review.status === 'settled' || review.verdicts.some(({ reviewer }) => reviewer === caller)
  return {
    conversation_id: review.conversationId,
    dataset_id: review.datasetId,
    execution_id: review.executionId,
    lane: review.lane,
    priority: review.priority,
    reasons: review.reasons,
    distressing: review.distressing,
    status: review.status,
    given: review.verdicts.length,
    verdicts: sees ? review.verdicts.map((given) => ({ ...given, at: given.at.toISOString() })) : [],
    final: review.final,
    settled_by: review.settledBy,
    settled_at: isoOrNull(review.settledAt),
    created_at: review.createdAt.toISOString(),
  }
}
