import type { Clock } from '@techdeck/core'
import fp from 'fastify-plugin'
import type { Registry } from 'prom-client'
import type { ApiDeps } from '../deps.ts'
import { showFigure } from './metrics.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'backups'> & {
  audit: Pick<ApiDeps['audit'], 'unsealedSince'>
  registry: Registry
  clock: Clock
}

/** Looked for at most. */
const DUE = 200

/**
 * What has to be done again and again, and how far behind it is: sealing the audit log, backups, retention. Each instance
 * of the API tells the same, so take the largest of them. While the database is away the figures are absent.
 */
export const upkeepMetrics = fp<Deps>(
  async (_app, { registry, clock, audit, backups, datasets }) => {
    const ageOf = (since: Date | undefined | null) =>
      since && Math.max(0, clock.now().getTime() - since.getTime()) / 1000
    showFigure(
      registry,
      'techdeck_audit_unsealed_seconds',
      'How long the entry of the audit log has waited that waits longest to be sealed; 0 when none does.',
      async () => ageOf(await audit.unsealedSince()) ?? 0,
    )
    showFigure(
      registry,
      'techdeck_backup_age_seconds',
      'Since the last backup was finished; absent while there is none.',
      async () => ageOf((await backups.newest(1))[0]?.finishedAt),
    )
    showFigure(
      registry,
      'techdeck_retention_due',
      'Data sets whose retention is over and that are still there.',
      async () => (await datasets.overdue(clock.now(), DUE)).length,
    )
  },
  { name: 'upkeep-metrics' },
)
