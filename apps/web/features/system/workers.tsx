import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { WorkerView } from '@techdeck/contracts'
import { formatBytes, formatDuration, formatShare, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Empty, Loading } from '../../ui/parts.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { useWork } from './use-work.ts'

const TONES: Readonly<Record<WorkerView['state'], Tone>> = {
  working: 'good',
  draining: 'busy',
  drained: 'quiet',
  lost: 'bad',
}
const ALL = 6

const COLUMNS: readonly Column<WorkerView>[] = [
  {
    name: 'Worker',
    render: ({ name, version, host, pid }) => (
      <>
        {name}
        <span className="small muted block">
          {host}:{pid}, version {version}
        </span>
      </>
    ),
    sortBy: ({ name }) => name,
    isHeading: true,
  },
  {
    name: 'State',
    render: ({ state }) => <Badge tone={TONES[state]}>{title(state)}</Badge>,
    sortBy: ({ state }) => state,
  },
  { name: 'Stages', render: ({ stages }) => (stages.length === ALL ? 'All' : stages.map(title).join(', ')) },
  {
    name: 'Load',
    render: ({ load, threads }) => `${formatShare(load)} of ${plural(threads, 'thread')}`,
    sortBy: ({ load }) => load,
    isFigure: true,
  },
  {
    name: 'Memory',
    render: ({ memory_bytes: bytes }) => formatBytes(bytes),
    sortBy: ({ memory_bytes: bytes }) => bytes,
    isFigure: true,
  },
  { name: 'In hand', render: ({ work }) => <InHand work={work} /> },
  {
    name: 'Heard',
    render: ({ heard_ms: ms }) => `${formatDuration(ms)} ago`,
    sortBy: ({ heard_ms: ms }) => ms,
    isFigure: true,
  },
]

const onSuccess = () => queries.invalidateQueries({ queryKey: ['work'] })

/** Each process that works, on what, and since when it has not been heard of. */
export function Workers() {
  const work = useWork()
  const drain = useMutation({ mutationFn: (id: string) => client.drainWorker({ params: { id } }), onSuccess })
  const resume = useMutation({ mutationFn: (id: string) => client.resumeWorker({ params: { id } }), onSuccess })
  const act = ({ id, name, state }: WorkerView) => {
    if (state === 'lost') return null
    if (state === 'working')
      return (
        <Confirm
          label="Drain"
          question={`Have ${name} hand back what it has, and take no more?`}
          yes="Drain it"
          busy={drain.isPending}
          onYes={() => drain.mutate(id)}
        />
      )
    return (
      <button
        type="button"
        className="button"
        disabled={resume.isPending}
        aria-label={`Have ${name} take work again`}
        onClick={() => resume.mutate(id)}
      >
        Go on
      </button>
    )
  }
  return (
    <Card title="Workers">
      {work.isPending && <Loading />}
      <ErrorNote error={work.error ?? drain.error ?? resume.error} />
      {work.data?.workers.length === 0 && (
        <Empty title="No worker has told of itself.">Runs stand still until there is one for each stage.</Empty>
      )}
      {work.data !== undefined && work.data.workers.length > 0 && (
        <Table
          label="Who is at work on what"
          rows={work.data.workers}
          keyOf={({ id }) => id}
          columns={[...COLUMNS, { name: 'What to do', render: act }]}
        />
      )}
      <p className="small muted">
        More or fewer: <code>./techdeck workers scale STAGE N</code> on this machine; elsewhere by whoever runs them.
      </p>
    </Card>
  )
}

const SHOWN = 3

/** Shards by their number, each with its run. */
function InHand({ work }: { work: WorkerView['work'] }) {
  if (work.length === 0) return '–'
  return (
    <ul className="plain">
      {work.slice(0, SHOWN).map(({ kind, stage, execution_id: run, shard }) => {
        const what = shard === null ? title(kind) : `Shard ${shard}${stage === null ? '' : ` of ${stage}`}`
        return (
          <li key={`${run}.${stage}.${kind}.${shard}`}>{run ? <Link href={`/runs/${run}`}>{what}</Link> : what}</li>
        )
      })}
      {work.length > SHOWN && <li>and {work.length - SHOWN} more</li>}
    </ul>
  )
}
