import { useMutation } from '@tanstack/react-query'
import type { WebhookReason, WebhookView } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Confirm } from '../../ui/parts.tsx'
import { Secret } from './secret.tsx'

const REASONS: Readonly<Record<WebhookReason, string>> = {
  by_hand: 'switched off by hand',
  gone: 'it answered that it is gone',
  failing: 'nothing arrived for more than a day',
}

// The list alone: of one that was removed there is nothing to ask.
const onSuccess = () => queries.invalidateQueries({ queryKey: ['webhooks'], exact: true })

/** One webhook: how it stands, and what can be done with it. */
export function WebhookRow({
  webhook,
  testing,
  onTest,
}: {
  webhook: WebhookView
  testing: boolean
  onTest: (id: string) => void
}) {
  const { id, url, enabled } = webhook
  const params = { id }
  const set = useMutation({
    mutationFn: (on: boolean) => client.updateWebhook({ params, body: { enabled: on } }),
    onSuccess,
  })
  const rotate = useMutation({
    mutationFn: () => client.rotateWebhookSecret({ params, body: {} }),
    onSuccess,
  })
  const remove = useMutation({ mutationFn: () => client.deleteWebhook({ params }), onSuccess })
  return (
    <li>
      <div className="row">
        <span className="row-main">
          <span className="row-title cut">{url}</span>
          <State webhook={webhook} />
          <span className="muted small">
            {webhook.events.map((event) => event.replace('execution.', '')).join(', ')}
          </span>
        </span>
        <span className="actions">
          <button type="button" className="button" disabled={!enabled || testing} onClick={() => onTest(id)}>
            Send a test
          </button>
          <Confirm
            label="New secret"
            question="Make a new secret? Messages carry a signature by the old one, too, for 24 hours, in which the receiver is to be given the new one."
            yes="Make a new secret"
            busy={rotate.isPending}
            onYes={() => rotate.mutate()}
          />
          <button type="button" className="button" disabled={set.isPending} onClick={() => set.mutate(!enabled)}>
            {enabled ? 'Switch off' : 'Switch on'}
          </button>
          <Confirm
            label="Remove"
            question={`Remove ${url}, with the list of what was sent to it? What waits to be sent is not sent.`}
            yes="Remove it"
            busy={remove.isPending}
            onYes={() => remove.mutate()}
          />
        </span>
      </div>
      <ErrorNote error={set.error ?? rotate.error ?? remove.error} />
      {rotate.data && <Secret secret={rotate.data.secret} />}
    </li>
  )
}

function State({ webhook }: { webhook: WebhookView }) {
  const { enabled, disabled_reason: reason, disabled_at: at, failing_since: since, old_secret_until: until } = webhook
  if (!enabled)
    return (
      <Badge tone={reason === 'by_hand' ? 'quiet' : 'bad'}>
        Off since {at && formatTime(at)}: {REASONS[reason ?? 'by_hand']}
      </Badge>
    )
  return (
    <>
      <Badge tone={since === null ? 'good' : 'warn'}>
        {since === null ? 'On' : `Nothing arrives since ${formatTime(since)}`}
      </Badge>
      {until && <span className="muted small">The old secret signs too until {formatTime(until)}</span>}
    </>
  )
}
