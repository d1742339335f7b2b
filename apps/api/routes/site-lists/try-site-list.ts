import { routes } from '@techdeck/contracts'
import * as siteLists from '@techdeck/stages/site-lists'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `POST /site-lists/try`: what a list would do to a text. Neither is stored or logged. */
export const trySiteList: Route = async (app) => {
  app.route({
    ...serve(routes.trySiteList),
    handler: async (request) => {
      const { text, ...list } = request.body
      const tried = siteLists.trySiteList(list, text)
      request.access = { details: { found: tried.findings.length, canaries: tried.canaries } }
      return ok(tried)
    },
  })
}
