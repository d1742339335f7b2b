import { routes } from '@techdeck/contracts'
import { ConflictError, NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findWebhook } from './find-webhook.ts'
import { toDeliveryView } from './view.ts'

/** `POST /webhooks/:id/deliveries/:delivery/replay`: the same message under the same id, signed anew. */
export const replayDelivery: Route<Pick<ApiDeps, 'webhooks' | 'webhookDeliveries' | 'clock'>> = async (
  app,
  { webhooks, webhookDeliveries, clock },
) => {
  app.route({
    ...serve(routes.replayDelivery),
    handler: async (request, reply) => {
      const webhook = await findWebhook(webhooks, request, request.params.id)
      const found = await webhookDeliveries.get(request.params.delivery)
      if (found?.webhookId !== webhook.id) throw new NotFoundError('There is no such delivery.')
      if (!webhook.isEnabled) throw new ConflictError('The webhook is switched off; switch it on first.')
      if (!(await webhookDeliveries.replay(found.id, clock.now())))
        throw new ConflictError('It waits to be sent already.')
      request.access = { details: { message_id: found.messageId } }
      return reply.code(202).send(ok(toDeliveryView((await webhookDeliveries.get(found.id)) ?? found)))
    },
  })
}
