import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { keysView, type KeyDeps } from './view.ts'

/** `GET /keys`: versions of the key that wraps data keys. No key is in the answer. */
export const listKeys: Route<KeyDeps> = async (app, deps) => {
  app.route({ ...serve(routes.listKeys), handler: async () => ok(await keysView(deps)) })
}
