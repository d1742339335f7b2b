import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { formatBytes, formatCount, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Facts, Loading } from '../../ui/parts.tsx'
import { Table } from '../../ui/table.tsx'

const KINDS = {
  uploads: 'Uploads',
  open_uploads: 'Uploads under way',
  results: 'Results of stages',
  exports: 'Exports',
} as const

/** Versions, what is stored by kind, and what is due. */
export function Stored() {
  const system = useQuery({ queryKey: ['system'], queryFn: ({ signal }) => client.showSystem({ signal }) })
  return (
    <Card title="What is stored, and what is due">
      {system.isPending && <Loading />}
      <ErrorNote error={system.error} onRetry={() => void system.refetch()} />
      {system.data && (
        <>
          <Facts
            facts={[
              ['Version', `${system.data.version}, Node ${system.data.node_version}`],
              ['Database', system.data.database ?? 'It does not say'],
              ['Audit log', `${formatCount(system.data.audit_entries)} entries`],
              [
                'Key',
                <>
                  {system.data.key.id}
                  {system.data.key.created_at !== null && `, made ${formatTime(system.data.key.created_at)}`}{' '}
                  {system.data.key.rotation_due && (
                    <Link href="/system/keys">
                      <Badge tone="warn">A rotation is due</Badge>
                    </Link>
                  )}
                </>,
              ],
              [
                'Retention',
                <Link key="due" href="/system/keys">
                  {plural(system.data.retention_due, 'data set')} due
                </Link>,
              ],
            ]}
          />
          {system.data.storage && (
            <>
              <Table
                label="Artifacts by kind"
                rows={system.data.storage.kinds}
                keyOf={({ kind }) => kind}
                columns={[
                  { name: 'Stored, sealed', render: ({ kind }) => KINDS[kind], isHeading: true },
                  {
                    name: 'Files',
                    render: ({ files }) => formatCount(files),
                    sortBy: ({ files }) => files,
                    isFigure: true,
                  },
                  {
                    name: 'Size',
                    render: ({ bytes }) => formatBytes(bytes),
                    sortBy: ({ bytes }) => bytes,
                    isFigure: true,
                  },
                ]}
              />
              <p className="small muted">
                {formatBytes(system.data.storage.free_bytes)} of {formatBytes(system.data.storage.total_bytes)} are free
                there. Measured {formatTime(system.data.storage.measured_at)}.
              </p>
            </>
          )}
        </>
      )}
    </Card>
  )
}
