import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { SecondFactors } from '../../second-factors.ts'

/** `GET /auth/second-factor` */
export const getSecondFactor: Route<{ factors: SecondFactors }> = async (app, { factors }) => {
  app.route({
    ...serve(routes.getSecondFactor),
    handler: async (request) => ok(await factors.show(whoAsks(request).userId)),
  })
}
