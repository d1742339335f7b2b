import { routes } from '@techdeck/contracts'
import { ConflictError, NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { findReview } from './find-review.ts'
import { toLeakReviewView } from './view.ts'

/** `PUT /pipeline/:id/leak-review/:conversation`: what is left in it, by places; another mark takes the place of this one. */
export const markLeaks: Route<Pick<ApiDeps, 'executions' | 'leakReviews' | 'clock'>> = async (app, deps) => {
  app.route({
    ...serve(routes.markLeaks),
    handler: async (request) => {
      const { id } = await findExecution(deps.executions, request, request.params.id)
      const { sample } = await findReview(deps, id)
      const { conversation } = request.params
      if (!sample.some((each) => each.conversation === conversation))
        throw new NotFoundError('The conversation is not in the sample.')
      const mark = { by: whoAsks(request).userId, at: deps.clock.now(), leaks: request.body.leaks }
      if (!(await deps.leakReviews.mark(id, conversation, mark)))
        throw new ConflictError('The review is signed off.', {
          details: { execution_id: id },
          userMessage: 'This review is signed off; its marks do not change any more.',
        })
      request.access = { executionId: id, details: { conversation, leaks: mark.leaks.length } }
      return ok(toLeakReviewView(await findReview(deps, id)))
    },
  })
}
