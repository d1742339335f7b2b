import type { DeliveryAttempt, DeliveryStatus, WebhookDelivery } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { insertMissing } from '../insert-missing.ts'
import { toWebhookDelivery, webhookDeliverySchema, type WebhookDeliveryDocument } from './schema.ts'

/** Messages on their way: the outbox from which webhooks are served. */
export interface WebhookDeliveryRepository {
  /** Those that are there already stay, so that the same message may be handed in again. */
  add(deliveries: readonly WebhookDelivery[]): Promise<void>
  get(id: string): Promise<WebhookDelivery | null>
  /** Of a webhook, newest first, at most `limit`. */
  ofWebhook(webhookId: string, limit: number): Promise<WebhookDelivery[]>
  /**
   * Takes what is due, at most `limit`, until `until`: each is given to one caller. It comes due again then, should the
   * caller not say what came of it.
   */
  claim(now: Date, until: Date, limit: number): Promise<WebhookDelivery[]>
  /** What came of an attempt, and when the next one is. */
  attempted(id: string, attempt: DeliveryAttempt, next: { status: DeliveryStatus; dueAt: Date | null }): Promise<void>
  /** Sends it again from now on; `false` while it waits to be sent. */
  replay(id: string, now: Date): Promise<boolean>
  deleteOf(webhookId: string): Promise<void>
}

const KEPT_ATTEMPTS = 20

export function createWebhookDeliveryRepository(connection: Connection): WebhookDeliveryRepository {
  const deliveries = connection.model<WebhookDeliveryDocument>('WebhookDelivery', webhookDeliverySchema)

  return atEdge({
    async add(added: readonly WebhookDelivery[]) {
      await insertMissing(
        deliveries,
        added.map(({ id, ...delivery }) => ({ ...delivery, _id: id })),
      )
    },

    async get(id: string) {
      const found = await deliveries.findOne({ _id: id }).lean<WebhookDeliveryDocument>()
      return found && toWebhookDelivery(found)
    },

    async ofWebhook(webhookId: string, limit: number) {
      const found = await deliveries
        .find({ webhookId })
        .sort({ createdAt: -1 })
        .limit(limit)
        .lean<WebhookDeliveryDocument[]>()
      return found.map(toWebhookDelivery)
    },

    async claim(now: Date, until: Date, limit: number) {
      const due = await deliveries
        .find({ dueAt: trusted({ $lte: now }) })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean<WebhookDeliveryDocument[]>()
      const taken = await Promise.all(
        due.map(async (delivery) => {
          const filter = { _id: delivery._id, dueAt: delivery.dueAt }
          const { matchedCount } = await deliveries.updateOne(filter, { $set: { dueAt: until } })
          return matchedCount === 1 ? [toWebhookDelivery(delivery)] : []
        }),
      )
      return taken.flat()
    },

    async attempted(id: string, attempt: DeliveryAttempt, next: { status: DeliveryStatus; dueAt: Date | null }) {
      await deliveries.updateOne(
        { _id: id },
        {
          $set: next,
          $inc: { tries: 1 },
          $push: { attempts: { $each: [attempt], $slice: -KEPT_ATTEMPTS } },
        },
      )
    },

    async replay(id: string, now: Date) {
      const ended: DeliveryStatus[] = ['delivered', 'failed']
      const filter = { _id: id, status: trusted({ $in: ended }) }
      const { matchedCount } = await deliveries.updateOne(filter, { $set: { status: 'pending', dueAt: now, tries: 0 } })
      return matchedCount === 1
    },

    async deleteOf(webhookId: string) {
      await deliveries.deleteMany({ webhookId })
    },
  })
}
