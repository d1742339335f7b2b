import { leakFigures, routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { findReview } from './find-review.ts'
import { toLeakReviewView } from './view.ts'

/** `POST /pipeline/:id/leak-review/sign-off`: after that, no mark changes, and downloads that waited may begin. */
export const signOffExport: Route<Pick<ApiDeps, 'executions' | 'leakReviews' | 'clock'>> = async (app, deps) => {
  app.route({
    ...serve(routes.signOffExport),
    handler: async (request) => {
      const { id } = await findExecution(deps.executions, request, request.params.id)
      const { sample, reviewed, upper95, leaking } = leakFigures(await findReview(deps, id))
      if (reviewed < sample)
        throw new ConflictError(`${sample - reviewed} conversations of the sample are not marked yet.`, {
          details: { sample, reviewed },
          userMessage: `Look at the other ${sample - reviewed} conversations of the sample first: ./techdeck leak-review next.`,
        })
      await deps.leakReviews.signOff(id, { by: whoAsks(request).userId, at: deps.clock.now() })
      request.access = { executionId: id, details: { sample, leaking, upper_95: upper95 } }
      return ok(toLeakReviewView(await findReview(deps, id)))
    },
  })
}

/** @throws ConflictError where the export was made to wait for a sign-off that is not there */
export async function assertSignedOff(
  { leakReviews }: Pick<ApiDeps, 'leakReviews'>,
  { id, options }: { id: string; options: { [stage: string]: { [name: string]: unknown } } },
): Promise<void> {
  if (options['export']?.['waitForSignOff'] !== true) return
  const review = await leakReviews.get(id)
  if (review?.signedOff) return
  throw new ConflictError('The files wait for the sign-off of a leak review.', {
    details: {
      execution_id: id,
      reviewed: Object.keys(review?.marks ?? {}).length,
      sample: review?.sample.length ?? 0,
    },
    userMessage:
      'The files of this run wait until a sample of them was looked at and signed off: ./techdeck leak-review begin.',
  })
}
