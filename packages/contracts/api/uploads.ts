import { z } from 'zod'
import { UPLOAD_KINDS } from '../entities.ts'
import { IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** The version of the protocol of resumable uploads (https://tus.io) that is spoken. */
export const TUS_VERSION = '1.0.0'

/** Where an upload told of itself, and what became of it. */
export const ResumableUploadView = z.object({
  id: z.string(),
  kind: z.enum(UPLOAD_KINDS),
  /** What it becomes or became. */
  dataset_id: z.string(),
  status: z.enum(['open', 'finished']),
  /** The same file was there already: `dataset_id` names that data set, and nothing was stored twice. */
  known: z.boolean(),
  bytes_received: z.int(),
  bytes_total: z.int(),
  expires_at: Time,
})
export type ResumableUploadView = z.infer<typeof ResumableUploadView>

const OF_ANY = ['VALIDATION_ERROR', 'PRECONDITION_FAILED'] as const
const OF_ONE = [...OF_ANY, 'UPLOAD_EXPIRED', 'LOCKED'] as const
/** The last byte makes a data set, so what carries it fails in the ways of an upload in one piece. */
const OF_BYTES = ['CONFLICT', 'PAYLOAD_TOO_LARGE', 'CHECKSUM_MISMATCH'] as const

/** Resumable uploads by the protocol tus 1.0; headers carry what the routes below do not show. */
export const uploadRoutes = {
  describeUploads: {
    method: 'OPTIONS',
    path: '/uploads',
    permission: 'open',
    summary: 'What of tus is spoken here (tus 1.0)',
    status: 204,
  },
  createUpload: {
    method: 'POST',
    path: '/uploads',
    needs: 'disk',
    permission: 'dataset:write',
    begins: true,
    rare: true,
    summary: 'Begin a resumable upload, or join parallel ones (tus 1.0)',
    status: 201,
    audit: 'upload.create',
    errors: [...OF_ANY, ...OF_BYTES, 'UNPROCESSABLE_FILE'],
  },
  headUpload: {
    method: 'HEAD',
    path: '/uploads/:id',
    permission: 'dataset:write',
    summary: 'How far a resumable upload is (tus 1.0)',
    params: IdParams,
    status: 200,
    frequent: true,
    errors: [...OF_ONE, 'CONFLICT'],
  },
  getUpload: {
    method: 'GET',
    path: '/uploads/:id',
    permission: 'dataset:write',
    summary: 'A resumable upload and the data set that it becomes',
    params: IdParams,
    status: 200,
    answer: Ok(ResumableUploadView),
    frequent: true,
  },
  appendUpload: {
    method: 'PATCH',
    path: '/uploads/:id',
    needs: 'disk',
    permission: 'dataset:write',
    summary: 'Go on with a resumable upload (tus 1.0)',
    params: IdParams,
    status: 204,
    frequent: true,
    audit: 'upload.append',
    errors: [...OF_ONE, ...OF_BYTES, 'AUTHORIZATION_ERROR', 'UNSUPPORTED_MEDIA_TYPE'],
  },
  terminateUpload: {
    method: 'DELETE',
    path: '/uploads/:id',
    permission: 'dataset:write',
    summary: 'Give a resumable upload up; what came of it is removed (tus 1.0)',
    params: IdParams,
    status: 204,
    audit: 'upload.terminate',
    errors: [...OF_ANY, 'LOCKED'],
  },
} as const satisfies Record<string, RouteContract>
