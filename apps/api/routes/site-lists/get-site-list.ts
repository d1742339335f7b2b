import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findSiteList, wordsOf } from './read-site-list.ts'
import { toSiteListView } from './view.ts'

type Deps = Pick<ApiDeps, 'siteLists' | 'keys' | 'keyRing' | 'artifacts'>

/** `GET /site-lists/:name`: with its words, for whoever keeps them. */
export const getSiteList: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.getSiteList),
    handler: async (request) => {
      const { workspaceId } = whoAsks(request)
      const record = await findSiteList(deps, workspaceId, request.params.name, request.query.version)
      request.access = { dataId: record.id, details: { version: record.version } }
      return ok({ ...toSiteListView(record), content: await wordsOf(deps, record) })
    },
  })
}
