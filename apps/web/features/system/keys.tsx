import { useMutation, useQuery } from '@tanstack/react-query'
import type { KeyRotationView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading, Progress } from '../../ui/parts.tsx'
import { Table } from '../../ui/table.tsx'

const AGAIN_MS = 1000
const KEPT = {
  environment: 'Settings',
  file: 'Key ring on disk',
  transit: 'Key management service',
} as const
const onSuccess = () => queries.invalidateQueries({ queryKey: ['keys'] })

/** Versions of the key that wraps data keys: made anew, and destroyed once nothing is wrapped by them. */
export function Keys() {
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => client.listKeys({ signal }),
    refetchInterval: ({ state }) => (state.data?.rotation?.status === 'running' ? AGAIN_MS : false),
  })
  const rotate = useMutation({ mutationFn: () => client.rotateKeys({ body: { new_version: true } }), onSuccess })
  const retire = useMutation({ mutationFn: (id: string) => client.retireKey({ params: { id } }), onSuccess })
  const rotation = keys.data?.rotation
  return (
    <Card
      title="Keys"
      aside={
        <Confirm
          label="Rotate"
          question="Make a new version, and wrap all data keys by it? No data is encrypted anew, and everything goes on meanwhile."
          yes="Rotate"
          busy={rotate.isPending || rotation?.status === 'running'}
          onYes={() => rotate.mutate()}
        />
      }
    >
      <p className="small muted">
        Each data set has a data key of its own, which is wrapped by the current version. An older one can be destroyed
        once it wraps none.
      </p>
      {keys.isPending && <Loading />}
      <ErrorNote error={keys.error ?? rotate.error ?? retire.error} />
      {rotation && <Rotation rotation={rotation} />}
      {keys.data && (
        <Table
          label="Versions of the key"
          rows={keys.data.versions}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'Version',
              render: ({ id, current }) => (
                <>
                  {id} {current && <Badge tone="good">Current</Badge>}
                </>
              ),
              isHeading: true,
            },
            { name: 'Kept in', render: ({ kept }) => KEPT[kept] },
            {
              name: 'Made',
              render: ({ created_at: made }) => (made === null ? '–' : formatTime(made)),
              sortBy: ({ created_at: made }) => made,
            },
            {
              name: 'Data keys',
              render: ({ data_keys: count }) => formatCount(count),
              sortBy: ({ data_keys: count }) => count,
              isFigure: true,
            },
            {
              name: 'What to do',
              render: ({ id, kept, current, data_keys: count }) =>
                !current &&
                count === 0 &&
                kept !== 'environment' && (
                  <Confirm
                    label="Destroy"
                    question={`Destroy version ${id}? Backups that were made while it wrapped data keys cannot be read any more.`}
                    yes="Destroy it"
                    busy={retire.isPending}
                    onYes={() => retire.mutate(id)}
                  />
                ),
            },
          ]}
        />
      )}
    </Card>
  )
}

function Rotation({ rotation: { status, kek_id: version, done, total, failed } }: { rotation: KeyRotationView }) {
  if (status === 'running')
    return (
      <>
        <Progress value={total === 0 ? 0 : Math.floor((done / total) * 100)} label="Progress of the rotation" />
        <p className="small muted" role="status">
          Wrapping anew by {version}: {formatCount(done)} of {plural(total, 'data key')}.
        </p>
      </>
    )
  return (
    <p className={status === 'done' ? 'note note-good' : 'note note-warn'} role="status">
      {plural(done, 'data key')} wrapped anew by {version}.
      {failed > 0 && ` ${plural(failed, 'data key')} did not unwrap, and stay as they are.`}
    </p>
  )
}
