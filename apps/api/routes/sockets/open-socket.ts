import { routes } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /ws`: opens a socket; who it is comes with its first frame, never with the request. */
export const openSocket: Route = async (app) => {
  app.route({
    ...serve(routes.openSocket),
    handler: async () => {
      throw new ValidationError('This is for WebSockets: send an upgrade.')
    },
    wsHandler: (socket, request) => app.gateway.accept(socket, request),
  })
}
