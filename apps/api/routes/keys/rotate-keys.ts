import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { KeyRotator, type RotatorDeps } from '../../keys/key-rotator.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toRotationView } from './view.ts'

/** `POST /keys/rotate`: the new version wraps from now on; data keys are wrapped anew in the background. */
export const rotateKeys: Route<RotatorDeps> = async (app, deps) => {
  const rotator = new KeyRotator(deps)
  app.route({
    ...serve(routes.rotateKeys),
    handler: async (request, reply) => {
      const rotation = await rotator.begin(whoAsks(request), request.body.new_version)
      request.access = { dataId: rotation.kekId, details: { rotation_id: rotation.id, data_keys: rotation.total } }
      return reply.code(202).send(ok(toRotationView(rotation)))
    },
  })
}
