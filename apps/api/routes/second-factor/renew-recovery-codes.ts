import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { showBothFactors, type BothFactorsDeps } from './show-both-factors.ts'

/** `POST /auth/second-factor/recovery-codes`: new ones in place of those that are left. */
export const renewRecoveryCodes: Route<BothFactorsDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.renewRecoveryCodes),
    handler: async (request) => {
      const { id } = await showBothFactors(deps, request, request.body)
      return ok({ recovery_codes: await deps.factors.newRecoveryCodes(id) })
    },
  })
}
