import type { FinalVerdict, Review, ReviewStatus } from '@techdeck/contracts'
import type { ApiDeps } from '../../deps.ts'

const PAGE = 500
/** Verdicts that a run takes: many more than people give, and few enough for one record. */
const MOST_DECIDED = 2000

type Reviews = Pick<ApiDeps['reviews'], 'list'>

/** All reviews of a data set, page by page. */
export async function* allReviews(
  reviews: Reviews,
  datasetId: string,
  status: ReviewStatus | null = null,
): AsyncIterable<Review> {
  let page: Review[]
  let after: string | null = null
  do {
    page = await reviews.list(datasetId, status, after, PAGE)
    yield* page
    after = page.at(-1)?.order ?? null
  } while (page.length === PAGE)
}

/** What people decided of data sets, by conversation. */
export async function decidedOf(
  reviews: Reviews,
  datasetIds: readonly string[],
): Promise<{ [conversation: string]: FinalVerdict }> {
  const decided: { [conversation: string]: FinalVerdict } = {}
  let count = 0
  for (const id of datasetIds)
    for await (const { conversationId, final } of allReviews(reviews, id, 'settled')) {
      if (final === null) continue
      decided[conversationId] = final
      if (++count === MOST_DECIDED) return decided
    }
  return decided
}
