import type { LeakReview } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { ApiDeps } from '../../deps.ts'

/** The sample of an execution that the caller may reach. @throws NotFoundError when none was drawn */
export async function findReview({ leakReviews }: Pick<ApiDeps, 'leakReviews'>, id: string): Promise<LeakReview> {
  const review = await leakReviews.get(id)
  if (review) return review
  throw new NotFoundError('Nobody has drawn a sample of this execution.', {
    userMessage: 'Nobody has drawn a sample yet. Draw one: ./techdeck leak-review begin.',
  })
}
