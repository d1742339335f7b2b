import type { KeyRotation } from '@techdeck/contracts'
import { KEY_ROTATION_STATUSES } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

export type KeyRotationDocument = Document<KeyRotation>

export const keyRotationSchema = entitySchema<KeyRotationDocument>('keyRotations', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  kekId: { type: String, required: true },
  status: { type: String, enum: KEY_ROTATION_STATUSES, required: true },
  total: { type: Number, required: true },
  done: { type: Number, required: true },
  failed: { type: Number, required: true },
  cursor: { type: String, default: '' },
  startedBy: { type: String, required: true },
  startedAt: { type: Date, required: true },
  finishedAt: { type: Date, default: null },
})
keyRotationSchema.index({ startedAt: -1 })

export const toKeyRotation = ({ _id, ...document }: KeyRotationDocument): KeyRotation => ({
  id: _id,
  workspaceId: document.workspaceId,
  kekId: document.kekId,
  status: document.status,
  total: document.total,
  done: document.done,
  failed: document.failed,
  cursor: document.cursor ?? '',
  startedBy: document.startedBy,
  startedAt: document.startedAt,
  finishedAt: document.finishedAt ?? null,
})
