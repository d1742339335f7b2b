import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { guessed, type DeviceDeps } from './show-device.ts'

/** `POST /auth/device/decide`: lets the device in as the caller, or turns it away. */
export const decideDevice: Route<DeviceDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.decideDevice),
    handler: async (request) => {
      const { userId } = whoAsks(request)
      const { user_code: code, approve } = request.body
      await guessed(deps, request, async () => (await deps.deviceCodes.decide(code, { userId, approve })) || null)
      request.access = { dataId: userId, details: { approve } }
      return ok({ approved: approve })
    },
  })
}
