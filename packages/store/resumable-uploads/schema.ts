import type { ResumableUpload, UploadPart } from '@techdeck/contracts'
import { UPLOAD_KINDS } from '@techdeck/contracts/names'
import { entitySchema, partSchema, type Document } from '../schema.ts'

export type ResumableUploadDocument = Document<ResumableUpload>

const uploadPartSchema = partSchema<UploadPart>({
  name: { type: String, required: true },
  sizeBytes: { type: Number, required: true },
})

export const resumableUploadSchema = entitySchema<ResumableUploadDocument>('resumableUploads', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  userId: { type: String, required: true },
  kind: { type: String, enum: UPLOAD_KINDS, required: true },
  datasetId: { type: String, required: true },
  sizeBytes: { type: Number, required: true },
  offset: { type: Number, required: true },
  parts: { type: [uploadPartSchema], default: [] },
  sources: { type: [String], default: [] },
  status: { type: String, enum: ['open', 'finished'], required: true },
  isKnown: { type: Boolean, required: true },
  dataKeyId: { type: String, required: true },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
})
// Those of a data set that is not there yet, a user's that are open, and those that are to be finished or swept.
resumableUploadSchema.index({ datasetId: 1 })
resumableUploadSchema.index({ userId: 1, status: 1 })
resumableUploadSchema.index({ status: 1, expiresAt: 1 })
resumableUploadSchema.index({ expiresAt: 1 })

export const toResumableUpload = ({ _id: id, ...document }: ResumableUploadDocument): ResumableUpload => ({
  id,
  workspaceId: document.workspaceId,
  userId: document.userId,
  kind: document.kind,
  datasetId: document.datasetId,
  sizeBytes: document.sizeBytes,
  offset: document.offset,
  parts: document.parts ?? [],
  sources: document.sources ?? [],
  status: document.status,
  isKnown: document.isKnown,
  dataKeyId: document.dataKeyId,
  createdAt: document.createdAt,
  expiresAt: document.expiresAt,
})
