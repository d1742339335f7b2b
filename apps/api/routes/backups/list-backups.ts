import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

const MOST = 100

/** `GET /backups`: what was backed up when. Where backups lie is not said. */
export const listBackups: Route<Pick<ApiDeps, 'backups' | 'settings'>> = async (app, { backups, settings }) => {
  app.route({
    ...serve(routes.listBackups),
    handler: async () => {
      const found = await backups.newest(MOST)
      return ok({
        keys_followed: settings.backupKeys !== undefined,
        backups: found.map(({ id, point, kind, records, artifacts, bytes, dataKeys, newBytes, ...times }) => ({
          id,
          point,
          kind,
          records,
          artifacts,
          bytes,
          data_keys: dataKeys,
          new_bytes: newBytes,
          started_at: times.startedAt.toISOString(),
          finished_at: times.finishedAt.toISOString(),
        })),
      })
    },
  })
}
