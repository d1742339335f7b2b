import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toWebhookView } from './view.ts'

/** `GET /webhooks`: those of the workspace, oldest first. */
export const listWebhooks: Route<Pick<ApiDeps, 'webhooks' | 'clock'>> = async (app, { webhooks, clock }) => {
  app.route({
    ...serve(routes.listWebhooks),
    handler: async (request) => {
      const found = await webhooks.list(whoAsks(request).workspaceId)
      return ok(found.map((webhook) => toWebhookView(webhook, clock.now())))
    },
  })
}
