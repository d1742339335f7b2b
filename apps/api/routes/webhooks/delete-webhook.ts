import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findWebhook } from './find-webhook.ts'

/** `DELETE /webhooks/:id`, with its secrets and the list of what was sent to it. */
export const deleteWebhook: Route<Pick<ApiDeps, 'webhooks' | 'webhookDeliveries'>> = async (
  app,
  { webhooks, webhookDeliveries },
) => {
  app.route({
    ...serve(routes.deleteWebhook),
    handler: async (request) => {
      const { id } = await findWebhook(webhooks, request, request.params.id)
      const deleted = await webhooks.delete(id)
      await webhookDeliveries.deleteOf(id)
      return ok({ deleted })
    },
  })
}
