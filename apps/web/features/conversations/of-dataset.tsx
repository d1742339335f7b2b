import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../app/api.ts'
import { formatTime, title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Empty, Loading } from '../../ui/parts.tsx'
import { Conversations } from './conversations.tsx'

const LOOKED_AT = 200

/** The conversations of a data set, as its newest run sees them, or another that is chosen. */
export function ConversationsOfDataset({ datasetId }: { datasetId: string }) {
  const list = useQuery({
    queryKey: ['runs', 'newest'],
    queryFn: ({ signal }) => client.listPipelines({ query: { limit: LOOKED_AT }, signal }),
  })
  const [chosen, setChosen] = useState<string | null>(null)
  if (list.isPending) return <Loading />
  if (list.isError) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
  const runs = list.data.data.filter(({ dataset_ids: ids }) => ids.includes(datasetId))
  const run = runs.find(({ id }) => id === chosen) ?? runs[0]
  if (!run) return <Empty title="Conversations are listed once it was run.">A dry run does, or a validation.</Empty>
  return (
    <>
      {runs.length > 1 && (
        <label className="field field-inline">
          <span>As this run sees them</span>
          <select value={run.id} onChange={({ target }) => setChosen(target.value)}>
            {runs.map(({ id, created_at: at, execution_mode: mode, quality_threshold: threshold, status }) => (
              <option key={id} value={id}>
                {formatTime(at)}, {title(mode)}, threshold {threshold.toFixed(2)}, {status}
              </option>
            ))}
          </select>
        </label>
      )}
      <Conversations key={run.id} run={run} />
    </>
  )
}
