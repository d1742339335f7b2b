import { routes } from '@techdeck/contracts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { describeTus } from '../../uploads/tus-server.ts'

/** `OPTIONS /uploads`: what of tus is spoken here. */
export const describeUploads: Route<Pick<ApiDeps, 'settings'>> = async (app, { settings }) => {
  app.route({
    ...serve(routes.describeUploads),
    handler: async (_, reply) => reply.code(204).headers(describeTus(settings.maxUploadBytes)).send(),
  })
}
