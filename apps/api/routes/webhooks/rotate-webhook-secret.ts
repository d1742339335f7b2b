import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { newSecret } from '../../webhooks/secrets.ts'
import { findWebhook } from './find-webhook.ts'
import { toWebhookView } from './view.ts'

const HOUR_MS = 3_600_000

/** `POST /webhooks/:id/rotate`: until the overlap is over, messages carry a signature by the old secret, too. */
export const rotateWebhookSecret: Route<Pick<ApiDeps, 'webhooks' | 'clock' | 'keyRing'>> = async (
  app,
  { webhooks, clock, keyRing },
) => {
  app.route({
    ...serve(routes.rotateWebhookSecret),
    handler: async (request) => {
      const hours = request.body.overlap_hours
      const webhook = await findWebhook(webhooks, request, request.params.id)
      const now = clock.now()
      const [current] = webhook.secrets
      const { secret, kept } = newSecret(keyRing, webhook.id)
      // An older one than the current one is over at once, so that there are never more than two.
      const old = hours === 0 ? [] : [{ ...current, until: new Date(now.getTime() + hours * HOUR_MS) }]
      const secrets = [kept, ...old]
      await webhooks.setSecrets(webhook.id, secrets)
      request.access = { details: { overlap_hours: hours } }
      return ok({ ...toWebhookView({ ...webhook, secrets }, now), secret })
    },
  })
}
