import { z } from 'zod'
import { DELIVERY_PROBLEMS, DELIVERY_STATUSES, WEBHOOK_EVENTS, WEBHOOK_REASONS, WEBHOOK_TEST } from '../entities.ts'
import { IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const WebhookView = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  enabled: z.boolean(),
  /** Why nothing is sent: switched off by hand, gone by its own word, or failing for long. */
  disabled_reason: z.enum(WEBHOOK_REASONS).nullable(),
  disabled_at: Time.nullable(),
  /** Since when nothing has arrived; null when the last one did. */
  failing_since: Time.nullable(),
  /** Until when the secret that was replaced signs too. */
  old_secret_until: Time.nullable(),
  created_at: Time,
})
export type WebhookView = z.infer<typeof WebhookView>

/** With the secret, shown once. */
export const NewWebhookView = WebhookView.extend({ secret: z.string() })
export type NewWebhookView = z.infer<typeof NewWebhookView>

/** One message on its way to one webhook. */
export const DeliveryView = z.object({
  id: z.string(),
  /** The `webhook-id`: the same at each attempt. */
  message_id: z.string(),
  event: z.enum([...WEBHOOK_EVENTS, WEBHOOK_TEST]),
  execution_id: z.string().nullable(),
  status: z.enum(DELIVERY_STATUSES),
  /** When it is tried next. */
  next_attempt_at: Time.nullable(),
  created_at: Time,
  /** The newest twenty, oldest first. */
  attempts: z.array(
    z.object({
      at: Time,
      /** The other side's, where it answered. */
      status: z.int().nullable(),
      duration_ms: z.int(),
      problem: z.enum(DELIVERY_PROBLEMS).nullable(),
    }),
  ),
})
export type DeliveryView = z.infer<typeof DeliveryView>

const Url = z.string().trim().min(1).max(2000)
const Events = z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length)
/** Longer than anybody needs to put a new secret in place. */
const MOST_OVERLAP_HOURS = 168

export const webhookRoutes = {
  listWebhooks: {
    method: 'GET',
    path: '/webhooks',
    permission: 'webhooks:manage',
    summary: 'Webhooks, which are told of the ends of runs',
    status: 200,
    answer: Ok(z.array(WebhookView)),
  },
  createWebhook: {
    method: 'POST',
    path: '/webhooks',
    permission: 'webhooks:manage',
    summary: 'Tell an address of the ends of runs; the secret that signs is shown once',
    body: z.strictObject({ url: Url, events: Events.default([...WEBHOOK_EVENTS]) }),
    status: 201,
    answer: Ok(NewWebhookView),
    audit: 'webhook.create',
    errors: ['CONFLICT'],
  },
  updateWebhook: {
    method: 'PATCH',
    path: '/webhooks/:id',
    permission: 'webhooks:manage',
    summary: 'Change what a webhook is told, or switch it off and on',
    params: IdParams,
    body: z.strictObject({ events: Events.optional(), enabled: z.boolean().optional() }),
    status: 200,
    answer: Ok(WebhookView),
    audit: 'webhook.update',
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/webhooks/:id',
    permission: 'webhooks:manage',
    summary: 'Remove a webhook, with what waits to be sent to it',
    params: IdParams,
    status: 200,
    answer: Ok(z.object({ deleted: z.boolean() })),
    audit: 'webhook.delete',
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/webhooks/:id/rotate',
    permission: 'webhooks:manage',
    summary: 'Make a new secret, shown once; the old one signs too for a while',
    params: IdParams,
    body: z.strictObject({ overlap_hours: z.int().min(0).max(MOST_OVERLAP_HOURS).default(24) }),
    status: 200,
    answer: Ok(NewWebhookView),
    audit: 'webhook.rotate',
  },
  testWebhook: {
    method: 'POST',
    path: '/webhooks/:id/test',
    permission: 'webhooks:manage',
    summary: 'Send a message to see whether it arrives',
    params: IdParams,
    status: 202,
    answer: Ok(DeliveryView),
    audit: 'webhook.test',
    errors: ['CONFLICT'],
  },
  listDeliveries: {
    method: 'GET',
    path: '/webhooks/:id/deliveries',
    permission: 'webhooks:manage',
    summary: 'What was sent to a webhook in 30 days and what waits, newest first, at most 100',
    params: IdParams,
    status: 200,
    answer: Ok(z.array(DeliveryView)),
  },
  replayDelivery: {
    method: 'POST',
    path: '/webhooks/:id/deliveries/:delivery/replay',
    permission: 'webhooks:manage',
    summary: 'Send a message again, under the same id',
    params: IdParams.extend({ delivery: z.string().min(1).max(200) }),
    status: 202,
    answer: Ok(DeliveryView),
    audit: 'webhook.replay',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>
