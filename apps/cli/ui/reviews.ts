import type { AgreementView, OpenedReviewView, ReviewView } from '@techdeck/contracts'
import { formatScore, plural } from '@techdeck/client/figures'
import { printable } from './format.ts'
import { table } from './table.ts'

/** What waits or was judged, as a table; no text. */
export const reviewTable = (reviews: readonly ReviewView[]): string[] =>
  table(
    ['conversation', 'lane', 'because', 'status', 'verdicts', 'decided'],
    reviews.map(({ conversation_id: id, lane, reasons, status, given, final }) => [
      id,
      lane,
      reasons.join(', '),
      status,
      given,
      final ?? '',
    ]),
  )

/** What a run would have people look at. */
export function filledLines({ lanes, queued }: { lanes: Record<string, number>; queued: number }): string[] {
  const counted = Object.entries(lanes)
  return [
    ...(counted.length === 0 ? [] : table(['lane', 'conversations'], counted)),
    `  ${plural(queued, 'conversation')} in the queue of reviews, what presses first`,
  ]
}

/** A conversation to be judged. */
export function describeReview(review: OpenedReviewView): string[] {
  const { turns, findings, lane, reasons, distressing, exposure_left: left } = review
  return [
    `${lane}: ${reasons.join(', ')}${distressing ? '; it may weigh on you' : ''}`,
    ...(left === null ? [] : [`You may open ${left} more of these today.`]),
    '',
    ...turns.map(({ role, text }) => `  ${role}: ${printable(text)}`),
    '',
    ...findings.map(
      ({ turn, category, kind, confidence, reason }) =>
        `  turn ${turn + 1}: ${category} (${kind}), ${formatScore(confidence)}: ${printable(reason)}`,
    ),
    ...(findings.length > 0 ? [''] : []),
    stateLine(review),
    ...review.verdicts.map(({ reviewer, verdict, reason }) => `  ${reviewer}: ${verdict}, ${reason}`),
  ]
}

/** Where a review stands. */
export function stateLine({ status, given, final, settled_by: by }: ReviewView): string {
  if (status === 'settled') return `Decided: ${final}${by === null ? ', since two agree' : ', by a third'}`
  if (status === 'disputed') return 'Two differ, or are not sure: somebody who is neither of them has to settle it.'
  return `It waits for ${given === 0 ? 'two verdicts' : 'a second verdict'}.`
}

const withBounds = ({ value, low, high }: AgreementView['alpha']): string =>
  value === null ? 'cannot be told' : `${value.toFixed(2)} (${low?.toFixed(2) ?? '–'} to ${high?.toFixed(2) ?? '–'})`

/** How well reviewers agree. */
export function agreementLines({ judged, alpha, pairs }: AgreementView): string[] {
  return [
    `${plural(judged, 'conversation')} with two verdicts; Krippendorff's alpha ${withBounds(alpha)}`,
    ...(pairs.length === 0
      ? []
      : table(
          ['reviewer', 'and', 'both judged', "Cohen's kappa"],
          pairs.map(({ reviewers: [a, b], both, kappa }) => [a, b, both, withBounds(kappa)]),
        )),
  ]
}
