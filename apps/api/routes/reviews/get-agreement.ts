import { routes, type Review } from '@techdeck/contracts'
import { kappas, krippendorffAlpha, withInterval, type Figure } from '@techdeck/core'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { allReviews } from './all-reviews.ts'
import type { ReviewDeps } from './find-review.ts'

/** `GET /datasets/:id/reviews/agreement`: how well reviewers agree beyond chance, with intervals. */
export const getAgreement: Route<ReviewDeps> = async (app, { datasets, reviews }) => {
  app.route({
    ...serve(routes.getAgreement),
    handler: async (request) => {
      const { id } = await findDataset(datasets, request, request.params.id)
      const judged = []
      for await (const { verdicts } of allReviews(reviews, id))
        if (verdicts.length > 1) judged.push(ratingsOf(verdicts))
      request.access = { dataId: id, details: { judged: judged.length } }
      return ok({
        judged: judged.length,
        alpha: rounded(withInterval(judged, krippendorffAlpha)),
        pairs: kappas(judged).map(({ kappa, ...pair }) => ({ ...pair, kappa: rounded(kappa) })),
      })
    },
  })
}

const ratingsOf = (verdicts: Review['verdicts']): { [reviewer: string]: string } =>
  Object.fromEntries(verdicts.map(({ reviewer, verdict }) => [reviewer, verdict]))

const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 1000) / 1000)
const rounded = ({ value, low, high }: Figure): Figure => ({ value: round(value), low: round(low), high: round(high) })
