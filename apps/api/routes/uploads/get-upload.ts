import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findUpload, toUploadView } from './find-upload.ts'

/** `GET /uploads/:id`: how far an upload is, and what became of it. */
export const getUpload: Route<Pick<ApiDeps, 'resumables'>> = async (app, deps) => {
  app.route({
    ...serve(routes.getUpload),
    handler: async (request) => ok(toUploadView(await findUpload(deps, request, request.params.id))),
  })
}
