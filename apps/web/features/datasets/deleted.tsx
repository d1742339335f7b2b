import { useMutation, useQuery } from '@tanstack/react-query'
import type { DatasetView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card } from '../../ui/parts.tsx'

/** Data sets that were deleted and can be restored; nothing where there is none. */
export function Deleted() {
  const { data } = useQuery({
    queryKey: ['datasets', 'deleted'],
    queryFn: ({ signal }) => client.listDatasets({ query: { deleted: true }, signal }),
  })
  const restore = useMutation({
    mutationFn: ({ id }: DatasetView) => client.restoreDataset({ params: { id } }),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['datasets'] }),
  })
  const deleted = data?.data ?? []
  if (deleted.length === 0 && !restore.isError) return null
  return (
    <Card title="Deleted">
      <ErrorNote error={restore.error} />
      <ul className="rows">
        {deleted.map((dataset) => (
          <li key={dataset.id} className="row">
            <span className="row-main">
              <span className="row-title cut">{dataset.name}</span>
              {dataset.purge_at !== undefined && (
                <span className="muted small">can be restored until {formatTime(dataset.purge_at)}</span>
              )}
            </span>
            <button
              type="button"
              className="button button-small"
              disabled={restore.isPending}
              onClick={() => restore.mutate(dataset)}
              aria-label={`Restore ${dataset.name}`}
            >
              Restore
            </button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
