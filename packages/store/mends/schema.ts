import type { Mend } from '@techdeck/contracts'
import { MEND_STATUSES } from '@techdeck/contracts/names'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type MendDocument = Document<Mend>

export const mendSchema = entitySchema<MendDocument>('mends', {
  _id: { type: String, required: true },
  datasetId: { type: String, required: true },
  workspaceId: { type: String, required: true },
  row: { type: String, required: true },
  position: { type: Mixed, required: true },
  fileSha256: { type: String, required: true },
  reason: { type: String, required: true },
  artifact: { type: String, required: true },
  status: { type: String, enum: MEND_STATUSES, required: true },
  fixedBy: { type: String, required: true },
  fixedAt: { type: Date, required: true },
  releasedBy: { type: String, default: null },
  releasedAt: { type: Date, default: null },
  version: { type: Number, default: null },
})
// Those of a data set, in order of their ids.
mendSchema.index({ datasetId: 1, _id: 1 })

export const toMend = (document: MendDocument): Mend => ({
  id: document._id,
  datasetId: document.datasetId,
  workspaceId: document.workspaceId,
  row: document.row,
  position: document.position,
  fileSha256: document.fileSha256,
  reason: document.reason,
  artifact: document.artifact,
  status: document.status,
  fixedBy: document.fixedBy,
  fixedAt: document.fixedAt,
  releasedBy: document.releasedBy ?? null,
  releasedAt: document.releasedAt ?? null,
  version: document.version ?? null,
})
