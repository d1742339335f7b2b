import { routes } from '@techdeck/contracts'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /openapi.json`: the interface as OpenAPI 3.1, made from the same contracts that validate requests. */
export const openapi: Route = async (app) => {
  app.route({ ...serve(routes.openapi), handler: async (_request, reply) => reply.send(app.swagger() as never) })
}
