import { randomUUID } from 'node:crypto'
import { routes } from '@techdeck/contracts'
import { UnsupportedMediaTypeError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { admitBytes } from '../../uploads/admit.ts'
import { ownDataset } from '../../uploads/begin-upload.ts'
import { dataKeyOf } from '../pipeline/data-key.ts'
import { receiveUpload } from './receive-upload.ts'
import { addVersion, notNow, type RecordDeps, type StoredFile } from './record-dataset.ts'
import { announcedLength } from './report-upload.ts'
import { emptyUpload } from './upload-dataset.ts'
import { toDatasetView } from './view.ts'
import { inspected } from './wait-inspected.ts'

type Deps = RecordDeps & Pick<ApiDeps, 'users' | 'resumables' | 'settings'>

/**
 * `POST /datasets/:id/files`: further files make the next version of a data set. Runs that began with an earlier one go
 * on with what it held. Sending the same files again changes nothing.
 */
export const addFiles: Route<Deps> = async (app, deps) => {
  const { artifacts, settings } = deps
  app.route({
    ...serve(routes.addFiles),
    handler: async (request, reply) => {
      const who = whoAsks(request)
      const { id } = request.params
      const before = await ownDataset(deps, who, id)
      if (!request.isMultipart()) throw new UnsupportedMediaTypeError('An upload is multipart/form-data.')
      if (before.status !== 'ready' && before.status !== 'invalid') throw notNow(id)
      const bytes = announcedLength(request.headers['content-length']) ?? 0
      await admitBytes(deps, who, Math.min(bytes, settings.maxUploadBytes))
      const dataKey = await dataKeyOf(deps, id)
      const folder = `${id}/upload.${randomUUID()}`
      const written: string[] = []
      try {
        const { files, mapping } = await receiveUpload<Omit<StoredFile, 'name'>>(
          request,
          settings.maxUploadBytes,
          async (ordinal, content) => {
            const artifact = `${folder}/${ordinal}`
            written.push(artifact)
            return { artifact, ...(await artifacts.write(artifact, dataKey, content)) }
          },
        )
        if (files.every(({ sizeBytes }) => sizeBytes === 0)) throw emptyUpload()
        const { force = false } = request.query
        const { dataset, isKnown } = await addVersion(deps, before, { files, mapping, folder, dataKey, force })
        request.access = { details: { version: dataset.version, files: files.length } }
        const shown = request.query.wait === 'inspected' ? await inspected(deps, dataset) : dataset
        return reply.code(201).send(ok({ ...toDatasetView(shown), ...(isKnown && { known: true }) }))
      } catch (error) {
        await Promise.allSettled(written.map((artifact) => artifacts.remove(artifact)))
        throw error
      }
    },
  })
}
