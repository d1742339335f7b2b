import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { WorkerView } from '@techdeck/contracts'
import { formatBytes, formatDuration, formatShare, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Empty, Loading, Table } from '../../ui/parts.tsx'
import { useWork } from './use-work.ts'

const HEAD = ['Worker', 'State', 'Stages', 'Where', 'Load', 'Memory', 'In hand', 'Heard', 'What to do']
const TONES: Readonly<Record<WorkerView['state'], Tone>> = {
  working: 'good',
  draining: 'busy',
  drained: 'quiet',
  lost: 'bad',
}
const ALL = 6

const onSuccess = () => queries.invalidateQueries({ queryKey: ['work'] })

/** Each process that works, on what, and since when it has not been heard of. */
export function Workers() {
  const work = useWork()
  const drain = useMutation({ mutationFn: (id: string) => client.drainWorker({ params: { id } }), onSuccess })
  const resume = useMutation({ mutationFn: (id: string) => client.resumeWorker({ params: { id } }), onSuccess })
  return (
    <Card title="Workers">
      {work.isPending && <Loading />}
      <ErrorNote error={work.error ?? drain.error ?? resume.error} />
      {work.data?.workers.length === 0 && (
        <Empty title="No worker has told of itself.">Runs stand still until there is one for each stage.</Empty>
      )}
      {work.data !== undefined && work.data.workers.length > 0 && (
        <Table label="Who is at work on what" head={HEAD}>
          {work.data.workers.map((worker) => (
            <tr key={worker.id}>
              <th scope="row">
                {worker.name}
                <span className="small muted block">Version {worker.version}</span>
              </th>
              <td>
                <Badge tone={TONES[worker.state]}>{title(worker.state)}</Badge>
              </td>
              <td>{worker.stages.length === ALL ? 'All' : worker.stages.map(title).join(', ')}</td>
              <td>
                {worker.host}:{worker.pid}
              </td>
              <td className="figure">
                {formatShare(worker.load)} of {plural(worker.threads, 'thread')}
              </td>
              <td className="figure">{formatBytes(worker.memory_bytes)}</td>
              <td>
                <InHand work={worker.work} />
              </td>
              <td className="figure">{formatDuration(worker.heard_ms)} ago</td>
              <td>
                {worker.state === 'working' ? (
                  <Confirm
                    label="Drain"
                    question={`Have ${worker.name} hand back what it has, and take no more?`}
                    yes="Drain it"
                    busy={drain.isPending}
                    onYes={() => drain.mutate(worker.id)}
                  />
                ) : (
                  worker.state !== 'lost' && (
                    <button
                      type="button"
                      className="button"
                      disabled={resume.isPending}
                      aria-label={`Have ${worker.name} take work again`}
                      onClick={() => resume.mutate(worker.id)}
                    >
                      Go on
                    </button>
                  )
                )}
              </td>
            </tr>
          ))}
        </Table>
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
