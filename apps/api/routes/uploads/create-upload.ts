import { TUS_VERSION, routes, type ResumableUpload } from '@techdeck/contracts'
import { ConflictError, ValidationError, newId } from '@techdeck/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { beginUpload, type BeginDeps } from '../../uploads/begin-upload.ts'
import { readChecksum } from '../../uploads/context.ts'
import { finishUpload, type FinishDeps } from '../../uploads/finish-upload.ts'
import { readMetadata } from '../../uploads/metadata.ts'
import { UPLOADS_PATH, became, requireTus, type TusServer } from '../../uploads/tus-server.ts'
import type { ApiDeps } from '../../deps.ts'
import { findUpload } from './find-upload.ts'

/** Parts that one upload is joined of at most. */
const MAX_SOURCES = 100

/**
 * `POST /uploads`: begins an upload, with its first bytes where they come along; or joins parallel ones
 * (`Upload-Concat: final;…`) to one file, or to a file each where `files` names them, which makes the data set.
 */
export const createUpload: Route<BeginDeps & FinishDeps & Pick<ApiDeps, 'resumables'> & { tus: TusServer }> = async (
  app,
  deps,
) => {
  app.route({
    ...serve(routes.createUpload),
    handler: async (request, reply) => {
      const who = whoAsks(request)
      const metadata = header(request, 'upload-metadata')
      const wish = readMetadata(metadata)
      const concat = header(request, 'upload-concat')
      if (concat?.startsWith('final;')) {
        const upload = await join(request, reply, concat.slice('final;'.length))
        request.access = { dataId: upload.datasetId, details: { size_bytes: upload.sizeBytes } }
        return reply.code(201).header('location', `${UPLOADS_PATH}/${upload.id}`).send()
      }
      const kind = concat === 'partial' ? 'partial' : 'whole'
      const checksum = readChecksum(header(request, 'upload-checksum'))
      const context = { who, metadata, wish, kind, checksum } as const
      request.access = { details: { kind } }
      return deps.tus.answer(request, reply, context)
    },
  })

  async function join(request: FastifyRequest, reply: FastifyReply, list: string): Promise<ResumableUpload> {
    requireTus(request)
    const who = whoAsks(request)
    const metadata = header(request, 'upload-metadata')
    const sources: ResumableUpload[] = []
    const ids = list.split(' ').flatMap((url) => url.split('/').at(-1) || [])
    if (ids.length === 0 || ids.length > MAX_SOURCES || new Set(ids).size < ids.length)
      throw new ValidationError(`Upload-Concat names 1 to ${MAX_SOURCES} uploads, each once.`)
    const wish = readMetadata(metadata)
    if (wish.files !== undefined && wish.files.length !== ids.length)
      throw new ValidationError('The metadata of the upload is not valid: files: a name for each part is needed.')
    for (const id of ids) sources.push(await findUpload(deps, request, id))
    for (const { id, kind, offset, sizeBytes } of sources) {
      if (kind !== 'partial') throw new ValidationError('Only partial uploads can be joined.', { details: { id } })
      if (offset < sizeBytes) throw new ConflictError('A part is not whole yet.', { details: { id } })
    }
    const { id } = await beginUpload(deps, who, {
      id: newId(),
      kind: 'final',
      sizeBytes: sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      metadata,
      wish,
      sources: ids,
    })
    const upload = await finishUpload(deps, deps.tus.locker, who, id)
    became(reply.header('tus-resumable', TUS_VERSION), { datasetId: upload.datasetId, known: upload.isKnown })
    return upload
  }
}

/** A header that is there once. */
export function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
