import { routes } from '@techdeck/contracts'
import { UnsupportedMediaTypeError } from '@techdeck/core'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { readChecksum } from '../../uploads/context.ts'
import { forbiddenFinal, type TusServer } from '../../uploads/tus-server.ts'
import type { ApiDeps } from '../../deps.ts'
import { header } from './create-upload.ts'
import { findUpload } from './find-upload.ts'

/** `PATCH /uploads/:id`: the next bytes. The last ones make the data set, which the answer names. */
export const appendUpload: Route<Pick<ApiDeps, 'resumables'> & { tus: TusServer }> = async (app, deps) => {
  app.route({
    ...serve(routes.appendUpload),
    handler: async (request, reply) => {
      const { id } = request.params
      if (header(request, 'content-type') !== 'application/offset+octet-stream')
        throw new UnsupportedMediaTypeError('Bytes of an upload are application/offset+octet-stream.')
      const checksum = readChecksum(header(request, 'upload-checksum'))
      const { kind, datasetId } = await findUpload(deps, request, id)
      if (kind === 'final') throw forbiddenFinal()
      const context = { who: whoAsks(request), checksum }
      request.access = { dataId: datasetId, details: { upload_id: id } }
      return deps.tus.answer(request, reply, context)
    },
  })
}
