import { routes } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { webhookUrl } from '../../webhooks/address.ts'
import { newSecret } from '../../webhooks/secrets.ts'
import { toWebhookView } from './view.ts'

/** Webhooks of one workspace. */
const MOST = 20

/** `POST /webhooks`: it is told of the runs that end from now on. The log holds its host, and not the rest of its address. */
export const createWebhook: Route<Pick<ApiDeps, 'webhooks' | 'clock' | 'keyRing' | 'settings'>> = async (
  app,
  { webhooks, clock, keyRing, settings },
) => {
  app.route({
    ...serve(routes.createWebhook),
    handler: async (request, reply) => {
      const { workspaceId, userId } = whoAsks(request)
      const url = webhookUrl(request.body.url, settings.webhooks?.loopback ?? false)
      if ((await webhooks.list(workspaceId)).length >= MOST)
        throw new ConflictError(`There are ${MOST} webhooks already; remove one first.`)
      const id = newId()
      const { secret, kept } = newSecret(keyRing, id)
      const events = [...new Set(request.body.events)]
      const none = { disabledReason: null, disabledAt: null, failingSince: null }
      const made = { createdBy: userId, createdAt: clock.now() }
      const webhook = { id, workspaceId, url, events, secrets: [kept], isEnabled: true, ...none, ...made }
      await webhooks.create(webhook)
      request.access = { dataId: id, details: { host: new URL(url).host, events } }
      return reply.code(201).send(ok({ ...toWebhookView(webhook, clock.now()), secret }))
    },
  })
}
