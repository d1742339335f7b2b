import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { isFinal } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Loading, Page } from '../../ui/parts.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { runName } from './run-name.ts'
import { RunRow } from './run-row.tsx'

/** `/runs`: all runs that one may see, newest first. */
export function RunsPage() {
  const { list, entries: runs } = usePages({
    queryKey: ['runs', 'all'],
    page: (query, signal) => client.listPipelines({ query, signal }),
    isUnderWay: ({ status }) => !isFinal(status),
  })
  const names = useDatasetNames()
  return (
    <Page title="Runs" lead="Each run takes a data set through the stages, and says what became of every record.">
      {list.isPending ? (
        <Loading what="Loading runs" />
      ) : list.isError ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : runs.length === 0 ? (
        <Empty title="No runs yet">
          <p>
            Choose a <Link href="/datasets">data set</Link> and start one.
          </p>
        </Empty>
      ) : (
        <Card title="All runs">
          <ul className="rows">
            {runs.map((run) => (
              <RunRow key={run.id} run={run} name={runName(run, names)} />
            ))}
          </ul>
          <ShowMore list={list} />
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
