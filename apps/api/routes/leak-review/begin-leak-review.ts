import { randomBytes } from 'node:crypto'
import { routes, type LeakReview } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { sampleOf } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { trailsOf, type TrailDeps } from '../pipeline/trails.ts'
import { toLeakReviewView } from './view.ts'

type Deps = TrailDeps & Pick<ApiDeps, 'executions' | 'leakReviews' | 'clock'>

/** `POST /pipeline/:id/leak-review`: draws the sample, once; whoever asks again gets the one that is there. */
export const beginLeakReview: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.beginLeakReview),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const there = await deps.leakReviews.get(execution.id)
      if (there) return ok(toLeakReviewView(there))
      if (execution.status !== 'completed' && execution.status !== 'partial') throw nothingYet(execution.id)
      const seed = randomBytes(16).toString('hex')
      const drawn = await sampleOf(deps, await trailsOf(deps, execution), seed, request.body.sample)
      if (drawn.population === 0) throw nothingYet(execution.id)
      const { workspaceId, userId } = execution
      const review: LeakReview = {
        id: execution.id,
        workspaceId,
        userId,
        seed,
        datasetIds: execution.datasetIds,
        ...drawn,
        marks: {},
        drawnBy: whoAsks(request).userId,
        drawnAt: deps.clock.now(),
        signedOff: null,
      }
      await deps.leakReviews.begin(review)
      request.access = { executionId: execution.id, details: { sample: drawn.sample.length } }
      return ok(toLeakReviewView((await deps.leakReviews.get(execution.id)) ?? review))
    },
  })
}

const nothingYet = (executionId: string): ConflictError =>
  new ConflictError('The execution has nothing that came out.', {
    details: { execution_id: executionId },
    userMessage: 'Nothing came out of this run that could be looked at. Wait until it has ended.',
  })
