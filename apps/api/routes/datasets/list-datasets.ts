import { routes } from '@techdeck/contracts'
import { DEFAULT_PAGE, page } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { scopeOf, visible } from '../../policy.ts'
import { toListedView } from './view.ts'

const MOST_DELETED = 500

/** `GET /datasets`: the caller's data sets, or the workspace's for who may see them; the deleted ones where asked for. */
export const listDatasets: Route<Pick<ApiDeps, 'datasets'>> = async (app, { datasets }) => {
  app.route({
    ...serve(routes.listDatasets),
    handler: async (request) => {
      const { cursor = null, limit = DEFAULT_PAGE, deleted = false, workspace_id: named } = request.query
      const who = whoAsks(request)
      const scope = scopeOf(who, routes.listDatasets.reachesOthers, named)
      // As many as go within a day or so are no long list, and have no second page.
      if (deleted) {
        const items = visible(request, await datasets.restorable(scope, MOST_DELETED))
        return page({ items, nextCursor: null }, toListedView)
      }
      const { items, nextCursor } = await datasets.list(scope, cursor, limit)
      return page({ items: visible(request, items), nextCursor }, toListedView)
    },
  })
}
