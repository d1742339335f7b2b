import type { Webhook, WebhookEvent, WebhookReason, WebhookSecret } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import type { FieldSealer } from '../fields.ts'
import { toWebhook, webhookSchema, type WebhookDocument } from './schema.ts'

export interface WebhookRepository {
  create(webhook: Webhook): Promise<void>
  get(id: string): Promise<Webhook | null>
  /** Of a workspace, oldest first. */
  list(workspaceId: string): Promise<Webhook[]>
  setEvents(id: string, events: readonly WebhookEvent[]): Promise<boolean>
  setSecrets(id: string, secrets: readonly WebhookSecret[]): Promise<boolean>
  /** Sends to it again. Whether nothing was sent before. */
  enable(id: string): Promise<boolean>
  /** Whether it was sent to before: of any number that disable it one does. */
  disable(id: string, reason: WebhookReason, at: Date): Promise<boolean>
  /** Nothing arrives since then, unless that is known. */
  failing(id: string, since: Date): Promise<void>
  arrived(id: string): Promise<void>
  delete(id: string): Promise<boolean>
}

const place = (id: string): string => `webhooks.url.${id}`

export function createWebhookRepository(connection: Connection, fields: FieldSealer): WebhookRepository {
  const webhooks = connection.model<WebhookDocument>('Webhook', webhookSchema)
  const opened = (document: WebhookDocument): Webhook => {
    const webhook = toWebhook(document)
    return { ...webhook, url: fields.open(place(webhook.id), webhook.url) }
  }
  const change = async (filter: Record<string, unknown>, $set: object) =>
    (await webhooks.updateOne(filter, { $set })).matchedCount === 1

  return atEdge({
    async create({ id, url, ...webhook }: Webhook) {
      await webhooks.create([{ ...webhook, _id: id, url: fields.seal(place(id), url) }])
    },

    async get(id: string) {
      const found = await webhooks.findOne({ _id: id }).lean<WebhookDocument>()
      return found && opened(found)
    },

    async list(workspaceId: string) {
      return (await webhooks.find({ workspaceId }).sort({ _id: 1 }).lean<WebhookDocument[]>()).map(opened)
    },

    setEvents: (id: string, events: readonly WebhookEvent[]) => change({ _id: id }, { events: [...events] }),
    setSecrets: (id: string, secrets: readonly WebhookSecret[]) => change({ _id: id }, { secrets: [...secrets] }),

    enable: (id: string) =>
      change(
        { _id: id, isEnabled: false },
        { isEnabled: true, disabledReason: null, disabledAt: null, failingSince: null },
      ),

    disable: (id: string, reason: WebhookReason, at: Date) =>
      change({ _id: id, isEnabled: true }, { isEnabled: false, disabledReason: reason, disabledAt: at }),

    async failing(id: string, since: Date) {
      await change({ _id: id, failingSince: null }, { failingSince: since })
    },

    async arrived(id: string) {
      await change({ _id: id }, { failingSince: null })
    },

    async delete(id: string) {
      return (await webhooks.deleteOne({ _id: id })).deletedCount === 1
    },
  })
}
