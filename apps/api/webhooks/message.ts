import {
  API_PREFIX,
  WEBHOOK_TEST,
  toExecutionView,
  type Execution,
  type UntoldEnd,
  type Webhook,
  type WebhookDelivery,
} from '@techdeck/contracts'
import { newId } from '@techdeck/core'

/** A message to a webhook, due now. Its id is that of what it tells and of whom, so it is recorded once. */
export const deliveryOf = (
  { id: webhookId, workspaceId }: Pick<Webhook, 'id' | 'workspaceId'>,
  message: Pick<WebhookDelivery, 'messageId' | 'event' | 'executionId' | 'body'>,
  now: Date,
): WebhookDelivery => ({
  id: `${message.messageId}.${webhookId}`,
  webhookId,
  workspaceId,
  ...message,
  status: 'pending',
  dueAt: now,
  tries: 0,
  attempts: [],
  createdAt: now,
})

/** What is told of an end: ids, counts and links; no text and no names. */
export function messageOf(
  execution: Execution,
  { status, seq, at }: UntoldEnd,
  webUrl = '',
): Pick<WebhookDelivery, 'messageId' | 'event' | 'executionId' | 'body'> {
  const { id, dataset_ids, execution_mode, started_at, stages } = toExecutionView(execution)
  const event = `execution.${status}` as const
  const data = {
    execution_id: id,
    status,
    execution_mode,
    dataset_ids,
    started_at,
    completed_at: at.toISOString(),
    stages: stages.map((stage) => ({ stage_name: stage.stage_name, status: stage.status, records: stage.records })),
    links: {
      page: `${webUrl}/runs/${id}`,
      execution: `${webUrl}${API_PREFIX}/pipeline/${id}`,
      report: `${webUrl}${API_PREFIX}/pipeline/${id}/report`,
    },
  }
  const body = JSON.stringify({ type: event, timestamp: at.toISOString(), data })
  return { messageId: `msg_${id}_${seq}`, event, executionId: id, body }
}

export function testMessage(now: Date): Pick<WebhookDelivery, 'messageId' | 'event' | 'executionId' | 'body'> {
  const body = JSON.stringify({ type: WEBHOOK_TEST, timestamp: now.toISOString(), data: {} })
  return { messageId: `msg_${newId()}`, event: WEBHOOK_TEST, executionId: null, body }
}
