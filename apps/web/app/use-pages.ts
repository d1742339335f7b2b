import { useInfiniteQuery } from '@tanstack/react-query'

const AT_ONCE = 50
const AGAIN_MS = 2000

interface Pages<Entry> {
  queryKey: readonly unknown[]
  /** Asks for the page that `query` names. */
  page: (
    query: { limit: number; cursor?: string },
    signal: AbortSignal,
  ) => Promise<{ data: Entry[]; meta: { next_cursor: string | null } }>
  enabled?: boolean
  /** While any entry is so, the list is asked for again. */
  isUnderWay?: (entry: Entry) => boolean
  /** Entries are still to come, whatever those say that have. */
  grows?: boolean
}

/** A list that the API gives in pages, and the entries that have come. */
export function usePages<Entry>({
  queryKey,
  page,
  enabled = true,
  isUnderWay = () => false,
  grows = false,
}: Pages<Entry>) {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      page({ limit: AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ meta }) => meta.next_cursor,
    enabled,
    refetchInterval: ({ state }) =>
      grows || state.data?.pages.some(({ data }) => data.some(isUnderWay)) ? AGAIN_MS : false,
  })
  return { list, entries: list.data?.pages.flatMap(({ data }) => data) ?? [] }
}
