import process from 'node:process'
import { routes, type SystemView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { keysView, type KeyDeps } from '../keys/view.ts'

type Deps = KeyDeps & Pick<ApiDeps, 'version' | 'settings' | 'checks' | 'storage' | 'audit' | 'datasets' | 'clock'>

const DAY_MS = 86_400_000
/** Looked for at most. */
const DUE = 200

/** `GET /system`: what an operator has to know beside readiness and work; counts, sizes and versions. */
export const showSystem: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.showSystem),
    handler: async () => {
      const { audit, checks, clock, datasets, settings, storage, version } = deps
      const [database, stored, checkpoint, due, { versions }] = await Promise.all([
        checks['mongo']?.().catch(() => undefined),
        storage(),
        audit.checkpoint(),
        datasets.overdue(clock.now(), DUE),
        keysView(deps),
      ])
      const current = versions.find((each) => each.current)!
      const others = versions.reduce((sum, each) => sum + (each.current ? 0 : each.data_keys), 0)
      const age = current.created_at === null ? 0 : clock.now().getTime() - Date.parse(current.created_at)
      return ok({
        version,
        node_version: process.versions.node,
        database: database ?? null,
        storage: stored,
        audit_entries: sizeOf(checkpoint),
        retention_due: due.length,
        key: {
          id: current.id,
          kept: current.kept,
          created_at: current.created_at,
          wrapped_by_others: others,
          rotate_after_days: settings.rotateKeysAfterDays,
          rotation_due: others > 0 || age > settings.rotateKeysAfterDays * DAY_MS,
        },
      } satisfies SystemView)
    },
  })
}

/** The second line of a checkpoint is the size of the log. */
const sizeOf = (checkpoint: string | null): number => Number(checkpoint?.split('\n')[1] ?? 0)
