import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime, title } from '../../format.ts'
import { StatusBadge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading, Table } from '../../ui/parts.tsx'

const HEAD = ['Stage', 'Reason', 'Attempts', 'Since', 'Run', 'State of the run', 'What to do']

/** Shards that could not be worked on: their records count as quarantined until they are replayed. */
export function Parked() {
  const parked = useQuery({
    queryKey: ['parked'],
    queryFn: ({ signal }) => client.listParked({ query: { limit: 200 }, signal }),
  })
  const replay = useMutation({
    mutationFn: (body: { shards: string[] } | { all: true }) => client.replayParked({ body }),
    onSuccess: () => {
      for (const key of ['parked', 'work', 'runs']) void queries.invalidateQueries({ queryKey: [key] })
    },
  })
  const shards = parked.data?.shards ?? []
  return (
    <Card
      title="Parked shards"
      aside={
        shards.some(({ replayable }) => replayable) && (
          <Confirm
            label="Replay all"
            question={`Work again on ${parked.data?.more ? 'all parked shards' : plural(shards.length, 'parked shard')}, and on the stages after theirs? What is done is not done again.`}
            yes="Replay them"
            busy={replay.isPending}
            onYes={() => replay.mutate({ all: true })}
          />
        )
      }
    >
      {parked.isPending && <Loading />}
      <ErrorNote error={parked.error ?? replay.error} />
      {replay.data && (
        <p className="note" role="status">
          {plural(replay.data.replayed, 'shard')} of {plural(replay.data.execution_ids.length, 'run')} are worked on
          again.
          {replay.data.not_now.length > 0 &&
            ` ${plural(replay.data.not_now.length, 'run')} still at work: replay theirs once they have ended.`}
        </p>
      )}
      {parked.data && shards.length === 0 && <p className="muted">No shard is parked.</p>}
      {shards.length > 0 && (
        <Table label="What is parked, and why" head={HEAD}>
          {shards.map((shard) => (
            <tr key={shard.id}>
              <th scope="row">
                {title(shard.stage)}, shard {formatCount(shard.shard)}
              </th>
              <td>
                <code>{shard.error_code}</code>
              </td>
              <td className="figure">{shard.attempts}</td>
              <td>{formatTime(shard.parked_at)}</td>
              <td>
                <Link href={`/runs/${shard.execution_id}`} className="cut" aria-label={`Run ${shard.execution_id}`}>
                  {shard.execution_id.slice(-12)}
                </Link>
              </td>
              <td>
                <StatusBadge status={shard.execution_status} />
              </td>
              <td>
                <button
                  type="button"
                  className="button"
                  disabled={!shard.replayable || replay.isPending}
                  aria-label={`Replay shard ${shard.shard} of ${shard.stage}`}
                  onClick={() => replay.mutate({ shards: [shard.id] })}
                >
                  Replay
                </button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {parked.data?.more && <p className="small muted">There are more, parked earlier.</p>}
    </Card>
  )
}
