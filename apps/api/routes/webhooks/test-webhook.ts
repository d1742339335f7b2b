import { routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { deliveryOf, testMessage } from '../../webhooks/message.ts'
import { findWebhook } from './find-webhook.ts'
import { toDeliveryView } from './view.ts'

/** `POST /webhooks/:id/test`: what came of it is in the list of deliveries a moment later. */
export const testWebhook: Route<Pick<ApiDeps, 'webhooks' | 'webhookDeliveries' | 'clock'>> = async (
  app,
  { webhooks, webhookDeliveries, clock },
) => {
  app.route({
    ...serve(routes.testWebhook),
    handler: async (request, reply) => {
      const webhook = await findWebhook(webhooks, request, request.params.id)
      if (!webhook.isEnabled) throw new ConflictError('The webhook is switched off; switch it on first.')
      const delivery = deliveryOf(webhook, testMessage(clock.now()), clock.now())
      await webhookDeliveries.add([delivery])
      request.access = { details: { message_id: delivery.messageId } }
      return reply.code(202).send(ok(toDeliveryView(delivery)))
    },
  })
}
