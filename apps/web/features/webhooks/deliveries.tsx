import { useMutation, useQuery } from '@tanstack/react-query'
import type { DeliveryProblem, DeliveryStatus, DeliveryView, WebhookView } from '@techdeck/contracts'
import { Link } from 'wouter'
import { formatDuration } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime, title } from '../../format.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading, Table } from '../../ui/parts.tsx'

const HEAD = ['Time', 'Event', 'Run', 'State', 'Tries', 'Last answer', 'Took', 'What to do']
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
    <Card title={`Sent to ${new URL(url).host}`}>
      {sent.isPending && <Loading />}
      <ErrorNote error={sent.error ?? replay.error} />
      {sent.data?.length === 0 && <p className="muted">Nothing was sent in 30 days.</p>}
      {sent.data !== undefined && sent.data.length > 0 && (
        <Table label={`What was sent to ${url}`} head={HEAD}>
          {sent.data.map((delivery) => (
            <Row
              key={delivery.id}
              delivery={delivery}
              busy={!enabled || replay.isPending}
              onReplay={() => replay.mutate(delivery.id)}
            />
          ))}
        </Table>
      )}
    </Card>
  )
}

function Row({ delivery, busy, onReplay }: { delivery: DeliveryView; busy: boolean; onReplay: () => void }) {
  const { execution_id: run, status, attempts, next_attempt_at: next } = delivery
  const last = attempts.at(-1)
  return (
    <tr>
      <th scope="row">{formatTime(delivery.created_at)}</th>
      <td>{delivery.event}</td>
      <td>
        {run && (
          <Link href={`/runs/${run}`} className="cut" aria-label={`Run ${run}`}>
            {run.slice(-12)}
          </Link>
        )}
      </td>
      <td>
        <Badge tone={TONES[status]}>{title(status)}</Badge>
        {next && attempts.length > 0 && <span className="small muted block">again at {formatTime(next)}</span>}
      </td>
      <td className="figure">{attempts.length}</td>
      <td>{last && (last.status ?? (last.problem && PROBLEMS[last.problem]))}</td>
      <td className="figure">{last && formatDuration(last.duration_ms)}</td>
      <td>
        <button
          type="button"
          className="button"
          disabled={busy || status === 'pending'}
          aria-label={`Send again: ${delivery.message_id}`}
          onClick={onReplay}
        >
          Send again
        </button>
      </td>
    </tr>
  )
}
