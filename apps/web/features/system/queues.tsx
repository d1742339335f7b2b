import { useMutation } from '@tanstack/react-query'
import type { QueueView } from '@techdeck/contracts'
import { formatCount, formatDuration } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading, Table } from '../../ui/parts.tsx'
import { useWork } from './use-work.ts'

const HEAD = ['Queue', 'State', 'Waiting', 'Oldest', 'At work', 'Failed', 'A minute', 'Left', 'Workers', 'What to do']

const onSuccess = () => queries.invalidateQueries({ queryKey: ['work'] })

/** How much waits for each stage, for how long, and how fast it ends. */
export function Queues() {
  const work = useWork()
  const pause = useMutation({ mutationFn: (stage: string) => client.pauseQueue({ params: { stage } }), onSuccess })
  const resume = useMutation({ mutationFn: (stage: string) => client.resumeQueue({ params: { stage } }), onSuccess })
  const board = useMutation({ mutationFn: () => client.openQueues(), onSuccess: ({ url }) => location.assign(url) })
  const act = (queue: QueueView) =>
    queue.queue === 'pipeline' ? null : queue.paused ? (
      <button
        type="button"
        className="button"
        disabled={resume.isPending}
        aria-label={`Let ${queue.queue} go on`}
        onClick={() => resume.mutate(queue.queue)}
      >
        Go on
      </button>
    ) : (
      <Confirm
        label="Pause"
        question={`Pause ${queue.queue}? What is under way there goes on; runs stand still where they come to it.`}
        yes={`Pause ${queue.queue}`}
        busy={pause.isPending}
        onYes={() => pause.mutate(queue.queue)}
      />
    )
  return (
    <Card
      title="Queues"
      aside={
        <button type="button" className="button" disabled={board.isPending} onClick={() => board.mutate()}>
          Look into the jobs
        </button>
      }
    >
      {work.isPending && <Loading />}
      <ErrorNote error={work.error ?? pause.error ?? resume.error ?? board.error} />
      {work.data && (
        <Table label="How the queues stand" head={HEAD}>
          {work.data.queues.map((queue) => (
            <tr key={queue.queue}>
              <th scope="row">{title(queue.queue)}</th>
              <td>
                <State queue={queue} />
              </td>
              <td className="figure">{formatCount(queue.waiting + queue.delayed)}</td>
              <td className="figure">{queue.oldest_wait_ms === null ? '–' : formatDuration(queue.oldest_wait_ms)}</td>
              <td className="figure">{formatCount(queue.active)}</td>
              <td className="figure">{formatCount(queue.failed)}</td>
              <td className="figure">{formatCount(queue.per_minute)}</td>
              <td className="figure">{queue.eta_ms ? formatDuration(queue.eta_ms) : '–'}</td>
              <td className="figure">{formatCount(queue.workers)}</td>
              <td>{act(queue)}</td>
            </tr>
          ))}
        </Table>
      )}
      <p className="small muted">
        Failed: in the last day. Left: until all that is queued now has ended, at the rate of the last minute.
      </p>
    </Card>
  )
}

function State({ queue: { paused, workers } }: { queue: QueueView }) {
  if (paused) return <Badge tone="warn">Paused</Badge>
  return workers === 0 ? <Badge tone="bad">No worker</Badge> : <Badge tone="good">Open</Badge>
}
