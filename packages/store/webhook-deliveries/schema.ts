import type { DeliveryAttempt, WebhookDelivery } from '@techdeck/contracts'
import { DELIVERY_PROBLEMS, DELIVERY_STATUSES } from '@techdeck/contracts/names'
import { type Document, entitySchema, partSchema } from '../schema.ts'

export type WebhookDeliveryDocument = Document<WebhookDelivery>

/** How long what was sent can be looked at and sent again. */
const KEPT_S = 30 * 86_400

const attemptSchema = partSchema<DeliveryAttempt>({
  at: { type: Date, required: true },
  status: { type: Number, default: null },
  durationMs: { type: Number, required: true },
  problem: { type: String, enum: [...DELIVERY_PROBLEMS, null], default: null },
})

export const webhookDeliverySchema = entitySchema<WebhookDeliveryDocument>('webhookDeliveries', {
  _id: { type: String, required: true },
  webhookId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  messageId: { type: String, required: true },
  event: { type: String, required: true },
  executionId: { type: String, default: null },
  body: { type: String, required: true },
  status: { type: String, enum: DELIVERY_STATUSES, required: true },
  dueAt: { type: Date, default: null },
  tries: { type: Number, required: true },
  attempts: { type: [attemptSchema], default: [] },
  createdAt: { type: Date, required: true },
})
webhookDeliverySchema.index({ dueAt: 1 })
webhookDeliverySchema.index({ webhookId: 1, createdAt: -1 })
webhookDeliverySchema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_S })

export const toWebhookDelivery = ({ _id, ...delivery }: WebhookDeliveryDocument): WebhookDelivery => ({
  id: _id,
  ...delivery,
})
