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

/** A queue as far as it has come. */
export interface Queue {
  readonly data?: { readonly pages: readonly { readonly data: readonly ReviewView[] }[] } | undefined
  readonly hasNextPage: boolean
  readonly isError: boolean
  fetchNextPage(): Promise<Queue>
}

/** What is sought in queues: among what has come of them, else among what comes next of it, page by page. */
export async function seekIn<Found>(
  queues: readonly Queue[],
  find: (reviews: readonly ReviewView[]) => Found | null,
): Promise<Found | null> {
  let come = queues
  for (;;) {
    const found = find(come.flatMap(({ data }) => data?.pages.flatMap((page) => page.data) ?? []))
    const next = come.findIndex(({ hasNextPage, isError }) => hasNextPage && !isError)
    if (found !== null || next < 0) return found
    come = come.with(next, await come[next].fetchNextPage())
  }
}
