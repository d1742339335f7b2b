import { leakFigures, type LeakReview, type LeakReviewView } from '@techdeck/contracts'

export function toLeakReviewView(review: LeakReview): LeakReviewView {
  const { sample, reviewed, leaking, leaks, upper95 } = leakFigures(review)
  return {
    execution_id: review.id,
    seed: review.seed,
    population: review.population,
    sample,
    reviewed,
    leaking,
    leaks,
    upper_95: upper95,
    drawn_at: review.drawnAt.toISOString(),
    signed_off_by: review.signedOff?.by ?? null,
    signed_off_at: review.signedOff?.at.toISOString() ?? null,
  }
}
