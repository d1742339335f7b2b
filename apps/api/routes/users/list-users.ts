import { routes } from '@techdeck/contracts'
import { DEFAULT_PAGE, page } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toManagedUserView } from './view.ts'

/** `GET /users`: the users of the workspace, newest first, or the one of an e-mail address. */
export const listUsers: Route<Pick<ApiDeps, 'users'>> = async (app, { users }) => {
  app.route({
    ...serve(routes.listUsers),
    handler: async (request) => {
      const { workspaceId } = whoAsks(request)
      const { email, cursor = null, limit = DEFAULT_PAGE } = request.query
      if (email === undefined) return page(await users.list(workspaceId, cursor, limit), toManagedUserView)
      const user = await users.byEmail(email)
      const items = user?.workspaceId === workspaceId ? [user] : []
      return page({ items, nextCursor: null }, toManagedUserView)
    },
  })
}
