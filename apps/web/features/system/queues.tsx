import { useMutation } from '@tanstack/react-query'
import type { QueueView } from '@techdeck/contracts'
import { formatCount, formatDuration } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { title } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading } from '../../ui/parts.tsx'
import { Table, type Column } from '../../ui/table.tsx'
import { useWork } from './use-work.ts'

const onSuccess = () => queries.invalidateQueries({ queryKey: ['work'] })

// In the order in which runs go through them: nobody wants another.
const counted = (name: string, count: (queue: QueueView) => number): Column<QueueView> => ({
  name,
  render: (queue) => formatCount(count(queue)),
  isFigure: true,
})
const timed = (name: string, ms: (queue: QueueView) => number | null): Column<QueueView> => ({
  name,
  render: (queue) => sayMs(ms(queue)),
  isFigure: true,
})
const sayMs = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms))
const COLUMNS: readonly Column<QueueView>[] = [
  { name: 'Queue', render: ({ queue }) => title(queue), isHeading: true },
  { name: 'State', render: (queue) => <State queue={queue} /> },
  counted('Waiting', ({ waiting, delayed }) => waiting + delayed),
  timed('Oldest', (queue) => queue.oldest_wait_ms),
  counted('At work', ({ active }) => active),
  counted('Failed', ({ failed }) => failed),
  counted('A minute', (queue) => queue.per_minute),
  timed('Left', (queue) => queue.eta_ms || null),
  counted('Workers', ({ workers }) => workers),
]

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
        <Table
          label="How the queues stand"
          rows={work.data.queues}
          keyOf={({ queue }) => queue}
          columns={[...COLUMNS, { name: 'What to do', render: act }]}
        />
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
