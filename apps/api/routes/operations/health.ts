import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /health`: the process runs. It asks nobody else. */
export const health: Route<Pick<ApiDeps, 'version'>> = async (app, { version }) => {
  app.route({ ...serve(routes.health), handler: async () => ok({ status: 'ok' as const, version }) })
}
