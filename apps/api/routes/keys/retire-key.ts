import { routes } from '@techdeck/contracts'
import { ConflictError, delay } from '@techdeck/core'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { keysView, type KeyDeps } from './view.ts'

/** Whoever began to wrap by the version before it was replaced has recorded what they wrapped by then. */
const SETTLE_MS = 1000

/** `DELETE /keys/:id`: destroys an older version that wraps nothing any more. */
export const retireKey: Route<KeyDeps> = async (app, deps) => {
  const { keys, keyRing, keyRotations } = deps
  const refuseNeeded = async (id: string) => {
    const needed = await keys.count(id)
    if (needed > 0)
      throw new ConflictError('Data keys are still wrapped by this version.', {
        details: { kek_id: id, data_keys: needed },
        userMessage: `${needed} data keys are still wrapped by this version; rotate first, which wraps them anew.`,
      })
  }
  app.route({
    ...serve(routes.retireKey),
    handler: async (request) => {
      const { id } = request.params
      if ((await keyRotations.latest())?.status === 'running')
        throw new ConflictError('A rotation is under way; wait for its end.')
      await refuseNeeded(id)
      await delay(SETTLE_MS)
      await refuseNeeded(id)
      await keyRing.retire(id)
      return ok(await keysView(deps))
    },
  })
}
