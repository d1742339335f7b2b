import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findParked, toParkedView, type ParkedDeps } from './find-parked.ts'

/** `GET /shards/parked`: what could not be worked on, by code and count; nothing of its records. */
export const listParked: Route<ParkedDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.listParked),
    handler: async (request) => {
      const { execution_id: of, limit } = request.query
      const { parked, more } = await findParked(deps, limit)
      const wanted = parked.filter(({ execution }) => of === undefined || execution.id === of)
      request.access = { details: { shards: wanted.length } }
      return ok({ shards: wanted.map(toParkedView), more })
    },
  })
}
