import type { Backup } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { backupSchema, toBackup, type BackupDocument } from './schema.ts'

/** Backups that were taken. Nothing changes or removes one. */
export interface BackupRepository {
  add(backup: Backup): Promise<void>
  /** Newest first. */
  newest(limit: number): Promise<Backup[]>
}

export function createBackupRepository(connection: Connection): BackupRepository {
  const backups = connection.model<BackupDocument>('Backup', backupSchema)

  return atEdge({
    async add({ id, ...backup }: Backup) {
      await backups.create([{ ...backup, _id: id }])
    },

    async newest(limit: number) {
      const found = await backups.find({}).sort({ _id: -1 }).limit(limit).lean<BackupDocument[]>()
      return found.map(toBackup)
    },
  })
}
