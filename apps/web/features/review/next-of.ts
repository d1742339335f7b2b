import type { ReviewView } from '@techdeck/contracts'

/** Whether somebody can still say something of it: who has not judged it, or of a dispute, who is not a party of it. */
export const awaits = ({ status, verdicts }: ReviewView, me: string): boolean =>
  status !== 'settled' && verdicts.every(({ reviewer }) => reviewer !== me)

/** What comes after a conversation in a queue, for one who judges; from the beginning again after its end. */
export function nextOf(
  queue: readonly ReviewView[],
  current: string,
  me: string,
  isFit: (review: ReviewView) => boolean = () => true,
): ReviewView | null {
  const at = queue.findIndex(({ conversation_id: id }) => id === current)
  const rest = [...queue.slice(at + 1), ...queue.slice(0, Math.max(at, 0))]
  return rest.find((review) => awaits(review, me) && isFit(review)) ?? null
}
