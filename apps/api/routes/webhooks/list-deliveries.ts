import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findWebhook } from './find-webhook.ts'
import { toDeliveryView } from './view.ts'

const MOST = 100

/** `GET /webhooks/:id/deliveries`: each with what became of its attempts. */
export const listDeliveries: Route<Pick<ApiDeps, 'webhooks' | 'webhookDeliveries'>> = async (
  app,
  { webhooks, webhookDeliveries },
) => {
  app.route({
    ...serve(routes.listDeliveries),
    handler: async (request) => {
      const { id } = await findWebhook(webhooks, request, request.params.id)
      return ok((await webhookDeliveries.ofWebhook(id, MOST)).map(toDeliveryView))
    },
  })
}
