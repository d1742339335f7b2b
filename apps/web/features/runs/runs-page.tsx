import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { isFinal } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Page } from '../../ui/parts.tsx'
import { RunRow } from './run-row.tsx'

const AT_ONCE = 50

/** `/runs`: all runs that one may see, newest first. */
export function RunsPage() {
  const list = useInfiniteQuery({
    queryKey: ['runs', 'all'],
    queryFn: ({ pageParam, signal }) =>
      client.listPipelines({ query: { limit: AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ meta }) => meta.next_cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(({ status }) => !isFinal(status))) ? 2000 : false,
  })
  const names = useDatasetNames()
  const runs = list.data?.pages.flatMap(({ data }) => data) ?? []
  return (
    <Page title="Runs" lead="Each run takes a data set through the stages, and says what became of every record.">
      {list.isPending ? (
        <Loading what="Loading runs" />
      ) : list.isError ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : runs.length === 0 ? (
        <Empty title="No runs yet">
          <p>
            Choose a <Link href="/">data set</Link> and start one.
          </p>
        </Empty>
      ) : (
        <Card title="All runs">
          <ul className="rows">
            {runs.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                name={run.dataset_ids.map((id) => names.get(id) ?? 'a data set that is gone').join(', ')}
              />
            ))}
          </ul>
          {list.hasNextPage && (
            <button
              type="button"
              className="button"
              disabled={list.isFetching}
              onClick={() => void list.fetchNextPage()}
            >
              Show more
            </button>
          )}
        </Card>
      )}
    </Page>
  )
}

/** Names of the newest data sets, by id. */
function useDatasetNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ['dataset-names'],
    queryFn: ({ signal }) => client.listDatasets({ query: { limit: 200 }, signal }),
  })
  return new Map(data?.data.map(({ id, name }) => [id, name]))
}
