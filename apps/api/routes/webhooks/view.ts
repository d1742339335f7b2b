import type { DeliveryView, Webhook, WebhookDelivery, WebhookView } from '@techdeck/contracts'
import { isoOrNull } from '../../answers.ts'

export function toWebhookView(webhook: Webhook, now: Date): WebhookView {
  const until = webhook.secrets.map((secret) => secret.until).find((end) => end !== null && now < end)
  return {
    id: webhook.id,
    url: webhook.url,
    events: webhook.events,
    enabled: webhook.isEnabled,
    disabled_reason: webhook.disabledReason,
    disabled_at: isoOrNull(webhook.disabledAt),
    failing_since: isoOrNull(webhook.failingSince),
    old_secret_until: isoOrNull(until ?? null),
    created_at: webhook.createdAt.toISOString(),
  }
}

export const toDeliveryView = (delivery: WebhookDelivery): DeliveryView => ({
  id: delivery.id,
  message_id: delivery.messageId,
  event: delivery.event,
  execution_id: delivery.executionId,
  status: delivery.status,
  next_attempt_at: delivery.status === 'pending' ? isoOrNull(delivery.dueAt) : null,
  created_at: delivery.createdAt.toISOString(),
  attempts: delivery.attempts.map(({ at, status, durationMs, problem }) => ({
    at: at.toISOString(),
    status,
    duration_ms: durationMs,
    problem,
  })),
})
