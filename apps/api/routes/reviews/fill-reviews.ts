import { REVIEW_LANES, reviewOrder, routes, type Dataset, type Review, type StageExecution } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { z } from 'zod'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import type { ReviewDeps } from './find-review.ts'

/** What quality's report says of reviews. */
const Reported = z.object({
  lanes: z.record(z.string(), z.int()),
  first: z.array(
    z.object({
      id: z.string(),
      lane: z.enum(REVIEW_LANES),
      priority: z.number(),
      reasons: z.array(z.string()),
      distressing: z.boolean(),
    }),
  ),
})

/** `POST /datasets/:id/reviews`: queues what a run would have people look at. Repeating it changes nothing. */
export const fillReviews: Route<ReviewDeps & Pick<ApiDeps, 'results' | 'clock'>> = async (app, deps) => {
  app.route({
    ...serve(routes.fillReviews),
    handler: async (request) => {
      const { datasets, results, reviews, clock } = deps
      const dataset = await findDataset(datasets, request, request.params.id)
      const asked = request.body?.execution_id
      const stage =
        asked === undefined
          ? await results.latest(dataset.id, 'quality')
          : (await results.ofExecution(asked)).find(
              ({ datasetId, stageName }) => datasetId === dataset.id && stageName === 'quality',
            )
      const found = stage && reviewsOf(dataset, stage, clock.now())
      if (!found)
        throw new NotFoundError('No run of this data set has scored its quality yet, or not by this release.', {
          userMessage: 'Run the data set first; the queue is filled from what the run found.',
        })
      const queued = found.reviews.length
      request.access = { dataId: dataset.id, executionId: stage.pipelineId, details: { queued } }
      await reviews.add(found.reviews)
      return ok({ execution_id: stage.pipelineId, lanes: found.lanes, queued })
    },
  })
}

/** What a run's quality stage would have people look at; `null` when it says nothing of it. */
export function reviewsOf(
  dataset: Dataset,
  stage: StageExecution,
  now: Date,
): { lanes: Record<string, number>; reviews: Review[] } | null {
  const reported = Reported.safeParse(stage.outputData.report['review'])
  if (!reported.success) return null
  const { lanes, first } = reported.data
  return { lanes, reviews: first.map((candidate) => newReview(dataset, stage, candidate, now)) }
}

const newReview = (
  dataset: Dataset,
  stage: StageExecution,
  { id, ...candidate }: z.infer<typeof Reported>['first'][number],
  createdAt: Date,
): Review => ({
  ...candidate,
  id: `${dataset.id}.${id}`,
  workspaceId: dataset.workspaceId,
  userId: dataset.userId,
  datasetId: dataset.id,
  conversationId: id,
  executionId: stage.pipelineId,
  order: reviewOrder({ id, ...candidate }),
  status: 'open',
  verdicts: [],
  final: null,
  settledBy: null,
  settledAt: null,
  createdAt,
  revision: 0,
})
