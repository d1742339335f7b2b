import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { findReview } from './find-review.ts'
import { toLeakReviewView } from './view.ts'

/** `GET /pipeline/:id/leak-review`: how far it is, in figures. */
export const getLeakReview: Route<Pick<ApiDeps, 'executions' | 'leakReviews'>> = async (app, deps) => {
  app.route({
    ...serve(routes.getLeakReview),
    handler: async (request) => {
      const { id } = await findExecution(deps.executions, request, request.params.id)
      return ok(toLeakReviewView(await findReview(deps, id)))
    },
  })
}
