import type { Backup } from '@techdeck/contracts'
import { BACKUP_KINDS } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

export type BackupDocument = Document<Backup>

export const backupSchema = entitySchema<BackupDocument>('backups', {
  _id: { type: String, required: true },
  point: { type: String, required: true },
  kind: { type: String, enum: BACKUP_KINDS, required: true },
  records: { type: Number, required: true },
  artifacts: { type: Number, required: true },
  bytes: { type: Number, required: true },
  dataKeys: { type: Number, required: true },
  newBytes: { type: Number, required: true },
  startedAt: { type: Date, required: true },
  finishedAt: { type: Date, required: true },
})

export const toBackup = ({ _id, ...document }: BackupDocument): Backup => ({
  id: _id,
  point: document.point,
  kind: document.kind,
  records: document.records,
  artifacts: document.artifacts,
  bytes: document.bytes,
  dataKeys: document.dataKeys,
  newBytes: document.newBytes,
  startedAt: document.startedAt,
  finishedAt: document.finishedAt,
})
