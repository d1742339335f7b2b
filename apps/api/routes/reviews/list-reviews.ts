import { routes } from '@techdeck/contracts'
import { DEFAULT_PAGE } from '../../answers.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { toReviewView, type ReviewDeps } from './find-review.ts'

/** `GET /datasets/:id/reviews`: the queue, what presses first; no text. */
export const listReviews: Route<ReviewDeps> = async (app, { datasets, reviews }) => {
  app.route({
    ...serve(routes.listReviews),
    handler: async (request) => {
      const { cursor = null, limit = DEFAULT_PAGE, status = null } = request.query
      const { id } = await findDataset(datasets, request, request.params.id)
      const found = await reviews.list(id, status, cursor, limit + 1)
      const shown = found.slice(0, limit)
      request.access = { dataId: id, details: { reviews: shown.length } }
      return {
        success: true as const,
        data: shown.map((review) => toReviewView(review, whoAsks(request).userId)),
        meta: { next_cursor: found.length > limit ? (shown.at(-1)?.order ?? null) : null },
      }
    },
  })
}
