import type { ResumableUpload, ResumableUploadView } from '@techdeck/contracts'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { reachable } from '../../principal.ts'

/** An upload of the caller's own. @throws NotFoundError */
export const findUpload = async (
  { resumables }: Pick<ApiDeps, 'resumables'>,
  request: FastifyRequest,
  id: string,
): Promise<ResumableUpload> => reachable(await resumables.get(id), whoAsks(request))

export const toUploadView = (upload: ResumableUpload): ResumableUploadView => ({
  id: upload.id,
  kind: upload.kind,
  dataset_id: upload.datasetId,
  status: upload.status,
  known: upload.isKnown,
  bytes_received: upload.offset,
  bytes_total: upload.sizeBytes,
  expires_at: upload.expiresAt.toISOString(),
})
