import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findWebhook } from './find-webhook.ts'
import { toWebhookView } from './view.ts'

/** `PATCH /webhooks/:id`: what it is told; or nothing any more, or again. */
export const updateWebhook: Route<Pick<ApiDeps, 'webhooks' | 'clock'>> = async (app, { webhooks, clock }) => {
  app.route({
    ...serve(routes.updateWebhook),
    handler: async (request) => {
      const { events, enabled } = request.body
      const { id } = await findWebhook(webhooks, request, request.params.id)
      if (events) await webhooks.setEvents(id, [...new Set(events)])
      if (enabled === true) await webhooks.enable(id)
      if (enabled === false) await webhooks.disable(id, 'by_hand', clock.now())
      request.access = { details: { ...(events && { events }), ...(enabled !== undefined && { enabled }) } }
      return ok(toWebhookView(await findWebhook(webhooks, request, id), clock.now()))
    },
  })
}
