import { useQuery } from '@tanstack/react-query'
import { formatDuration } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading } from '../../ui/parts.tsx'
import { Table } from '../../ui/table.tsx'

const NAMES: Readonly<Record<string, string>> = { mongo: 'Database', redis: 'Redis', artifacts: 'Artifact store' }
const AGAIN_MS = 10_000

/** What the API needs, and whether it reaches it; looked at again every ten seconds. */
export function Health() {
  const ready = useQuery({
    queryKey: ['ready'],
    queryFn: ({ signal }) => client.ready({ signal }),
    refetchInterval: AGAIN_MS,
  })
  return (
    <Card
      title="Health"
      aside={ready.data && !ready.isError && <span className="muted">Version {ready.data.version}</span>}
    >
      {ready.isPending ? (
        <Loading what="Asking" />
      ) : ready.isError ? (
        <ErrorNote error={ready.error} onRetry={() => void ready.refetch()} />
      ) : (
        <Table
          label="What the API needs"
          rows={Object.entries(ready.data.checks)}
          keyOf={([name]) => name}
          columns={[
            { name: 'What', render: ([name]) => NAMES[name] ?? title(name), isHeading: true },
            {
              name: 'State',
              render: ([, { ok }]) => <Badge tone={ok ? 'good' : 'bad'}>{ok ? 'Reached' : 'Not reached'}</Badge>,
            },
            { name: 'Answered in', render: ([, { duration_ms: ms }]) => formatDuration(ms), isFigure: true },
            { name: 'Server', render: ([, { server }]) => server ?? '–' },
          ]}
        />
      )}
    </Card>
  )
}
