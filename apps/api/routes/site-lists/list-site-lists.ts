import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toSiteListView } from './view.ts'

/** `GET /site-lists`: the newest version of each, without its words. */
export const listSiteLists: Route<Pick<ApiDeps, 'siteLists'>> = async (app, { siteLists }) => {
  app.route({
    ...serve(routes.listSiteLists),
    handler: async (request) => {
      const newest = await siteLists.newest(whoAsks(request).workspaceId, request.query.limit ?? 50)
      return ok(newest.map(toSiteListView))
    },
  })
}
