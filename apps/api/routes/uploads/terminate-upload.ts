import { routes } from '@techdeck/contracts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { ApiDeps } from '../../deps.ts'
import { findUpload } from './find-upload.ts'
import type { TusServer } from '../../uploads/tus-server.ts'

/** `DELETE /uploads/:id`: gives an upload up. What became a data set stays one. */
export const terminateUpload: Route<Pick<ApiDeps, 'resumables' | 'uploads'> & { tus: TusServer }> = async (
  app,
  deps,
) => {
  app.route({
    ...serve(routes.terminateUpload),
    handler: async (request, reply) => {
      const { datasetId } = await findUpload(deps, request, request.params.id)
      await deps.tus.answer(request, reply, { who: whoAsks(request) })
      await deps.uploads.over(datasetId).catch(() => {})
      return reply
    },
  })
}
