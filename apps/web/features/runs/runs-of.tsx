import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'
import { Card } from '../../ui/parts.tsx'
import { RunRow } from './run-row.tsx'

const LOOKED_AT = 200

/** The runs of one data set, among the newest of all. */
export function RunsOf({ datasetId }: { datasetId: string }) {
  const { data } = useQuery({
    queryKey: ['runs', 'newest'],
    queryFn: ({ signal }) => client.listPipelines({ query: { limit: LOOKED_AT }, signal }),
  })
  const runs = data?.data.filter(({ dataset_ids }) => dataset_ids.includes(datasetId)) ?? []
  if (runs.length === 0) return null
  return (
    <Card title="Runs of it">
      <ul className="rows">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </Card>
  )
}
