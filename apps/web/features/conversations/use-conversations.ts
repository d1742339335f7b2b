import { useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { isFinal, type ExecutionView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import type { Row } from './slice.ts'

const AT_ONCE = 5000
/** As many are held before somebody asks for more: a few megabytes. */
const MOST = 20_000
const AGAIN_MS = 10_000

/** The conversations of a run, page after page by itself up to a bound. None of their text is among it. */
export function useConversations(run: Pick<ExecutionView, 'id' | 'status'>) {
  const { id, status } = run
  const list = useInfiniteQuery({
    queryKey: ['conversations', id],
    queryFn: ({ pageParam, signal }) =>
      client.listConversations({
        params: { id },
        query: { limit: AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ meta }) => meta.next_cursor,
    staleTime: isFinal(status) ? Infinity : AGAIN_MS,
    refetchInterval: isFinal(status) ? false : AGAIN_MS,
  })
  const { data, hasNextPage, isFetching, fetchNextPage } = list
  const rows = useMemo(
    () =>
      data?.pages.flatMap(({ data: found, meta }) =>
        found.map((row): Row => {
          const figures = Object.fromEntries(meta.figures.map((name, at) => [name, row.figures[at] ?? null]))
          return { ...row, figures }
        }),
      ) ?? [],
    [data],
  )
  const isShort = rows.length < MOST
  useEffect(() => {
    if (hasNextPage && !isFetching && isShort) void fetchNextPage()
  }, [hasNextPage, isFetching, isShort, fetchNextPage])
  const [first] = data?.pages ?? []
  return { list, rows, figures: first?.meta.figures ?? [], total: first?.meta.total ?? null }
}

/** Says where in its file a conversation began: `sessions.csv:12`. */
export function usePlaces(datasetIds: readonly string[]): (row: Pick<Row, 'dataset_id' | 'source'>) => string {
  const datasets = useQueries({
    queries: datasetIds.map((id) => ({
      queryKey: ['dataset', id],
      queryFn: () => client.getDataset({ params: { id } }),
    })),
  })
  const names = new Map(
    datasets.flatMap(({ data }) =>
      (data?.files ?? []).map(({ ordinal, name }) => [`${data?.id} ${ordinal}`, name] as const),
    ),
  )
  return ({ dataset_id: dataset, source: { file, line, row } }) => {
    const name = names.get(`${dataset} ${file}`) ?? `file ${file}`
    return line !== undefined ? `${name}:${line}` : row !== undefined ? `${name}:row:${row}` : name
  }
}
