import { REVIEWERS, routes, type GivenVerdict, type Review } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findReview, toReviewView, type ReviewDeps } from './find-review.ts'

type Deps = ReviewDeps & Pick<ApiDeps, 'clock'>

/**
 * `POST /datasets/:id/reviews/:conversation/verdict`: two who say the same decide; where they differ, or are not sure,
 * somebody else has to. One's own verdict may be changed until the second is in.
 */
export const giveVerdict: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.giveVerdict),
    handler: async (request) => {
      const { userId } = whoAsks(request)
      const { review } = await findReview(deps, request, request.params)
      if (review.status !== 'open') throw decided()
      const { verdict, reason } = request.body
      const verdicts = [
        ...review.verdicts.filter(({ reviewer }) => reviewer !== userId),
        { reviewer: userId, verdict, reason, at: deps.clock.now() },
      ]
      return ok(toReviewView(await changed(deps, review, { ...review, ...outcomeOf(verdicts), verdicts }), userId))
    },
  })
}

/** `POST /datasets/:id/reviews/:conversation/settle`: decides where two differ, by somebody who is neither of them. */
export const settleReview: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.settleReview),
    handler: async (request) => {
      const { userId } = whoAsks(request)
      const { review } = await findReview(deps, request, request.params)
      if (review.status !== 'disputed')
        throw new ConflictError('There is nothing to settle: two reviewers have not differed on it.', {
          details: { status: review.status },
          userMessage: 'This conversation waits for verdicts, or is decided already.',
        })
      if (review.verdicts.some(({ reviewer }) => reviewer === userId))
        throw new ConflictError('Whoever gave one of the verdicts cannot settle it.', {
          userMessage: 'You gave one of the verdicts; somebody else has to settle it.',
        })
      const settled = { status: 'settled' as const, final: request.body.verdict, settledBy: userId }
      const next = { ...review, ...settled, settledAt: deps.clock.now() }
      return ok(toReviewView(await changed(deps, review, next), userId))
    },
  })
}

function outcomeOf(verdicts: readonly GivenVerdict[]): Pick<Review, 'status' | 'final' | 'settledAt'> {
  if (verdicts.length < REVIEWERS) return { status: 'open', final: null, settledAt: null }
  const [{ verdict }] = verdicts
  const agreed = verdict !== 'unsure' && verdicts.every((given) => given.verdict === verdict)
  return agreed
    ? { status: 'settled', final: verdict, settledAt: verdicts.at(-1)!.at }
    : { status: 'disputed', final: null, settledAt: null }
}

async function changed({ reviews }: Deps, before: Review, after: Review): Promise<Review> {
  const { status, verdicts, final, settledBy, settledAt } = after
  if (await reviews.change(before.id, before.revision, { status, verdicts, final, settledBy, settledAt })) return after
  throw decided()
}

const decided = (): ConflictError =>
  new ConflictError('The review was changed or decided meanwhile.', {
    userMessage: 'Somebody else was quicker, or it is decided already. Look at it again.',
  })
