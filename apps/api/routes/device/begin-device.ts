import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { originOf } from '../users/open-link.ts'
import { notNow } from './not-now.ts'

/** `POST /auth/device`: a secret for the device, and a code that a person types at `/device`. */
export const beginDevice: Route<Pick<ApiDeps, 'deviceCodes' | 'settings' | 'clock'>> = async (
  app,
  { deviceCodes, settings, clock },
) => {
  app.route({
    ...serve(routes.beginDevice),
    handler: async (request, reply) => {
      const begun = await deviceCodes
        .begin({
          clientName: request.body.client_name ?? null,
          ipAddress: request.ip,
          userAgent: request.headers['user-agent']?.slice(0, 200) ?? null,
          askedAt: clock.now().getTime(),
        })
        .catch(notNow)
      const uri = `${originOf(settings, request)}/device`
      return reply.code(201).send(
        ok({
          device_code: begun.deviceCode,
          user_code: begun.userCode,
          verification_uri: uri,
          verification_uri_complete: `${uri}#${begun.userCode}`,
          expires_in: begun.expiresInS,
          interval: begun.intervalS,
        }),
      )
    },
  })
}
