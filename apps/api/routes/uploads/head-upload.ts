import { routes } from '@techdeck/contracts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { finishUpload, metadataText, type FinishDeps } from '../../uploads/finish-upload.ts'
import { UPLOADS_PATH, became, type TusServer } from '../../uploads/tus-server.ts'
import type { ApiDeps } from '../../deps.ts'
import { findUpload } from './find-upload.ts'

/**
 * `HEAD /uploads/:id`: how far an upload is. One whose last byte came to a process that died then becomes its data set
 * now, so that "all is there" always means that the data set is.
 */
export const headUpload: Route<FinishDeps & Pick<ApiDeps, 'resumables'> & { tus: TusServer }> = async (app, deps) => {
  app.route({
    ...serve(routes.headUpload),
    handler: async (request, reply) => {
      const { id } = request.params
      const who = whoAsks(request)
      let upload = await findUpload(deps, request, id)
      const isWhole = upload.offset === upload.sizeBytes && upload.kind !== 'partial'
      if (isWhole && upload.status === 'open') upload = await finishUpload(deps, deps.tus.locker, who, id)
      if (upload.kind === 'partial') reply.header('upload-concat', 'partial')
      if (upload.kind === 'final')
        reply.header('upload-concat', `final;${upload.sources.map((source) => `${UPLOADS_PATH}/${source}`).join(' ')}`)
      if (upload.status === 'finished') became(reply, { datasetId: upload.datasetId, known: upload.isKnown })
      else {
        const metadata = await metadataText(deps, upload)
        if (metadata !== '') reply.header('upload-metadata', metadata)
        reply.header('upload-expires', upload.expiresAt.toUTCString())
      }
      return deps.tus.answer(request, reply, { who })
    },
  })
}
