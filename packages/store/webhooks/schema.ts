import type { Webhook, WebhookSecret } from '@techdeck/contracts'
import { WEBHOOK_EVENTS, WEBHOOK_REASONS } from '@techdeck/contracts/names'
import { type Document, entitySchema, partSchema } from '../schema.ts'

export type WebhookDocument = Document<Webhook>

const secretSchema = partSchema<WebhookSecret>({
  sealed: { type: String, required: true },
  until: { type: Date, default: null },
})

export const webhookSchema = entitySchema<WebhookDocument>('webhooks', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  url: { type: String, required: true },
  events: { type: [{ type: String, enum: WEBHOOK_EVENTS }], required: true },
  secrets: { type: [secretSchema], required: true },
  isEnabled: { type: Boolean, required: true },
  disabledReason: { type: String, enum: [...WEBHOOK_REASONS, null], default: null },
  disabledAt: { type: Date, default: null },
  failingSince: { type: Date, default: null },
  createdBy: { type: String, required: true },
  createdAt: { type: Date, required: true },
})
webhookSchema.index({ workspaceId: 1, _id: 1 })

export const toWebhook = ({ _id, ...webhook }: WebhookDocument): Webhook => ({ id: _id, ...webhook })
