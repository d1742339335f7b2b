import type { UseInfiniteQueryResult } from '@tanstack/react-query'

/** Under a list that comes in pages; nothing once all of it is there. */
export function ShowMore({
  list,
}: {
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetching' | 'fetchNextPage'>
}) {
  if (!list.hasNextPage) return null
  return (
    <button type="button" className="button" disabled={list.isFetching} onClick={() => void list.fetchNextPage()}>
      Show more
    </button>
  )
}
