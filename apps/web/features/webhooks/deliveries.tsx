import { useMutation, useQuery } from '@tanstack/react-query'
import type { DeliveryProblem, DeliveryStatus, DeliveryView, WebhookView } from '@techdeck/contracts'
import { Link } from 'wouter'
import { formatDuration } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime, title } from '../../format.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading } from '../../ui/parts.tsx'
import { Table, type Column } from '../../ui/table.tsx'

const TONES: Readonly<Record<DeliveryStatus, Tone>> = { pending: 'busy', delivered: 'good', failed: 'bad' }
const PROBLEMS: Readonly<Record<DeliveryProblem, string>> = {
  address: 'Leads to a private network',
  lookup: 'Its name is not known',
  connection: 'No connection',
  certificate: 'Its certificate is not trusted',
  timeout: 'No answer in time',
  answer: 'Said no',
  disabled: 'Was switched off',
}
const lastOf = ({ attempts }: DeliveryView) => attempts.at(-1)
const answerOf = (delivery: DeliveryView): string | null | undefined => {
  const last = lastOf(delivery)
  return last?.status?.toString() ?? (last?.problem && PROBLEMS[last.problem])
}
const COLUMNS: readonly Column<DeliveryView>[] = [
  {
    name: 'Time',
    render: ({ created_at: at }) => formatTime(at),
    sortBy: ({ created_at: at }) => at,
    isHeading: true,
  },
  { name: 'Event', render: ({ event }) => event, sortBy: ({ event }) => event },
  {
    name: 'Run',
    render: ({ execution_id: run }) =>
      run && (
        <Link href={`/runs/${run}`} className="cut" aria-label={`Run ${run}`}>
          {run.slice(-12)}
        </Link>
      ),
    sortBy: ({ execution_id: run }) => run,
  },
  {
    name: 'State',
    render: ({ status, attempts, next_attempt_at: next }) => (
      <>
        <Badge tone={TONES[status]}>{title(status)}</Badge>
        {next && attempts.length > 0 && <span className="small muted block">again at {formatTime(next)}</span>}
      </>
    ),
    sortBy: ({ status }) => status,
  },
  {
    name: 'Tries',
    render: ({ attempts }) => attempts.length,
    sortBy: ({ attempts }) => attempts.length,
    isFigure: true,
  },
  { name: 'Last answer', render: answerOf, sortBy: answerOf },
  {
    name: 'Took',
    render: (delivery) => {
      const last = lastOf(delivery)
      return last && formatDuration(last.duration_ms)
    },
    sortBy: (delivery) => lastOf(delivery)?.duration_ms,
    isFigure: true,
  },
]
/** While something waits, its list is looked at anew. */
const EVERY_MS = 2000

/** What was sent to a webhook, and what came of it. */
export function Deliveries({ webhook: { id, url, enabled } }: { webhook: WebhookView }) {
  const sent = useQuery({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: ({ signal }) => client.listDeliveries({ params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'pending') ? EVERY_MS : false),
  })
  const replay = useMutation({
    mutationFn: (delivery: string) => client.replayDelivery({ params: { id, delivery } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks', id] }),
  })
  return (
    <Card title={`Sent to ${new URL(url).host}${new URL(url).pathname}`}>
      {sent.isPending && <Loading />}
      <ErrorNote error={sent.error ?? replay.error} />
      {sent.data?.length === 0 && <p className="muted">Nothing was sent in 30 days.</p>}
      {sent.data !== undefined && sent.data.length > 0 && (
        <Table
          label={`What was sent to ${url}`}
          rows={sent.data}
          keyOf={(delivery) => delivery.id}
          columns={[
            ...COLUMNS,
            {
              name: 'What to do',
              render: ({ id: delivery, message_id: message, status }) => (
                <button
                  type="button"
                  className="button"
                  disabled={!enabled || replay.isPending || status === 'pending'}
                  aria-label={`Send again: ${message}`}
                  onClick={() => replay.mutate(delivery)}
                >
                  Send again
                </button>
              ),
            },
          ]}
        />
      )}
    </Card>
  )
}
