import { PASSWORD_LENGTH, routes } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import { lengthOf } from '../../password-rules.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { showBothFactors, type BothFactorsDeps } from './show-both-factors.ts'

/** `POST /auth/second-factor/remove`: by password alone again, where it is long enough to stand alone. */
export const removeSecondFactor: Route<BothFactorsDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.removeSecondFactor),
    handler: async (request) => {
      const { id } = await showBothFactors(deps, request, request.body)
      if (lengthOf(request.body.current_password) < PASSWORD_LENGTH.alone)
        throw new ConflictError('The password is too short to stand alone.', {
          userMessage: `Choose a password of at least ${PASSWORD_LENGTH.alone} characters first.`,
        })
      await deps.factors.remove(id)
      return ok(await deps.factors.show(id))
    },
  })
}
