import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ParkedView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime, title } from '../../format.ts'
import { StatusBadge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading } from '../../ui/parts.tsx'
import { Table, type Column } from '../../ui/table.tsx'

type Shard = ParkedView['shards'][number]

const nameOf = ({ stage, shard }: Shard): string => `${title(stage)}, shard ${formatCount(shard)}`

const COLUMNS: readonly Column<Shard>[] = [
  { name: 'Stage', render: nameOf, sortBy: nameOf, isHeading: true },
  {
    name: 'Reason',
    render: ({ error_code: code }) => <code>{code}</code>,
    sortBy: ({ error_code: code }) => code,
  },
  { name: 'Attempts', render: ({ attempts }) => attempts, sortBy: ({ attempts }) => attempts, isFigure: true },
  { name: 'Since', render: ({ parked_at: at }) => formatTime(at), sortBy: ({ parked_at: at }) => at },
  {
    name: 'Run',
    render: ({ execution_id: run }) => (
      <Link href={`/runs/${run}`} className="cut" aria-label={`Run ${run}`}>
        {run.slice(-12)}
      </Link>
    ),
    sortBy: ({ execution_id: run }) => run,
  },
  {
    name: 'State of the run',
    render: ({ execution_status: status }) => <StatusBadge status={status} />,
    sortBy: ({ execution_status: status }) => status,
  },
]

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
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  // What was replayed meanwhile is not there any more.
  const chosen = shards.filter(({ id, replayable }) => replayable && picked.has(id)).map(({ id }) => id)
  const act = (shard: Shard) => (
    <button
      type="button"
      className="button"
      disabled={!shard.replayable || replay.isPending}
      aria-label={`Replay shard ${shard.shard} of ${shard.stage}`}
      onClick={() => replay.mutate({ shards: [shard.id] })}
    >
      Replay
    </button>
  )
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
        <Table
          label="What is parked, and why"
          rows={shards}
          keyOf={({ id }) => id}
          columns={[...COLUMNS, { name: 'What to do', render: act }]}
          picking={{ picked, onPick: setPicked, mayPick: ({ replayable }) => replayable, nameOf }}
        />
      )}
      {chosen.length > 0 && (
        <div className="actions">
          <button
            type="button"
            className="button button-primary"
            disabled={replay.isPending}
            onClick={() => replay.mutate({ shards: chosen })}
          >
            Replay {plural(chosen.length, 'shard')}
          </button>
        </div>
      )}
      {parked.data?.more && <p className="small muted">There are more, parked earlier.</p>}
    </Card>
  )
}
