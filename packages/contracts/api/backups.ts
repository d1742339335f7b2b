import { z } from 'zod'
import { BACKUP_KINDS } from '../statuses.ts'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const BackupView = z.object({
  id: z.string(),
  /** By what a restore names it. */
  point: z.string(),
  kind: z.enum(BACKUP_KINDS),
  /** What it holds. */
  records: z.int(),
  artifacts: z.int(),
  bytes: z.int(),
  data_keys: z.int(),
  /** What had to be written for it. */
  new_bytes: z.int(),
  started_at: Time,
  finished_at: Time,
})
export type BackupView = z.infer<typeof BackupView>

export const BackupsView = z.object({
  /** Whether keys that are destroyed here are destroyed in the backups at once. */
  keys_followed: z.boolean(),
  /** Newest first, at most 100. */
  backups: z.array(BackupView),
})
export type BackupsView = z.infer<typeof BackupsView>

export const backupRoutes = {
  listBackups: {
    method: 'GET',
    path: '/backups',
    permission: 'backups:read',
    summary: 'Backups that were taken, and whether destroyed keys go from them at once',
    status: 200,
    answer: Ok(BackupsView),
  },
} as const satisfies Record<string, RouteContract>
