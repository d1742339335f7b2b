import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findUser } from './find-user.ts'
import { toManagedUserView } from './view.ts'

/** `GET /users/:id` */
export const getUser: Route<Pick<ApiDeps, 'users'>> = async (app, { users }) => {
  app.route({
    ...serve(routes.getUser),
    handler: async (request) => ok(toManagedUserView(await findUser(users, request, request.params.id))),
  })
}
