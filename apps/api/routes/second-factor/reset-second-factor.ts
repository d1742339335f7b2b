import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import type { Guesses } from '../../guessing.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { SecondFactors } from '../../second-factors.ts'
import { findUser } from '../users/find-user.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions'> & { factors: SecondFactors; callers: Callers; guesses: Guesses }

/** `DELETE /users/:id/second-factor`: for who lost their authenticator and all recovery codes. All their sessions end. */
export const resetSecondFactor: Route<Deps> = async (app, { users, sessions, factors, callers, guesses }) => {
  app.route({
    ...serve(routes.resetSecondFactor),
    handler: async (request) => {
      const { id } = await findUser(users, request, request.params.id)
      const ended = await callers.change(id, async () => {
        await factors.remove(id)
        return sessions.endAll(id)
      })
      await guesses.forget(`second-factor:${id}`)
      request.access = { details: { ended } }
      return ok(await factors.show(id))
    },
  })
}
