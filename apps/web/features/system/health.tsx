import { useQuery } from '@tanstack/react-query'
import { formatDuration } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading, Table } from '../../ui/parts.tsx'

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
        <Table label="What the API needs" head={['What', 'State', 'Answered in', 'Server']}>
          {Object.entries(ready.data.checks).map(([name, { ok, duration_ms: ms, server }]) => (
            <tr key={name}>
              <th scope="row">{NAMES[name] ?? title(name)}</th>
              <td>
                <Badge tone={ok ? 'good' : 'bad'}>{ok ? 'Reached' : 'Not reached'}</Badge>
              </td>
              <td className="figure">{formatDuration(ms)}</td>
              <td>{server ?? '–'}</td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}
