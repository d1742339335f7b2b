import { routes } from '@techdeck/contracts'
import { NotFoundError, RateLimitExceededError } from '@techdeck/core'
import { readConversation } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { trailsOf, type TrailDeps } from '../pipeline/trails.ts'
import { findReview, toReviewView, type ReviewDeps } from './find-review.ts'

const DAY_MS = 24 * 3_600_000

/**
 * `GET /datasets/:id/reviews/:conversation`: a conversation to be judged. Distressing ones count against a budget that
 * each reviewer has for a day (UTC); one that was opened that day may be opened again.
 */
export const openReview: Route<ReviewDeps & TrailDeps & Pick<ApiDeps, 'executions' | 'clock' | 'settings'>> = async (
  app,
  deps,
) => {
  app.route({
    ...serve(routes.openReview),
    handler: async (request) => {
      const { userId } = whoAsks(request)
      const { dataset, review } = await findReview(deps, request, request.params)
      const execution = await deps.executions.get(review.executionId)
      const trail = execution && (await trailsOf(deps, execution)).find((one) => one.dataset.id === dataset.id)
      if (!trail) throw new NotFoundError('The run that this is of is gone.')
      // Quality, and so whoever judges, reads what processing left.
      const { conversation, note } = await readConversation(deps, trail, 'processing', review.conversationId)
      const now = deps.clock.now()
      const budget = deps.settings.distressingPerDay
      const left = review.distressing ? await deps.reviews.expose(userId, now, review.id, budget) : null
      if (review.distressing && left === null)
        throw new RateLimitExceededError('The budget of distressing texts is used up for today.', {
          retryAfter: Math.ceil((DAY_MS - (now.getTime() % DAY_MS)) / 1000),
          userMessage: `You have opened ${budget} distressing conversations today. Others can go on; come back tomorrow.`,
        })
      return ok({
        ...toReviewView(review, userId),
        turns: conversation.turns.map(({ index, role, text }) => ({ index, role, text })),
        findings: note.findings ?? [],
        exposure_left: left,
      })
    },
  })
}
