import type { MaintenanceView } from '@techdeck/contracts'
import { ResourceError } from '@techdeck/core'
import fp from 'fastify-plugin'
import type { ApiDeps } from '../deps.ts'
import { whoAsks } from './auth.ts'

/** Longer than clients wait by themselves, so that people are told. */
const RETRY_AFTER_S = 60

/**
 * Refuses what would begin work, or take data in, while there is maintenance. The record is read for each such request:
 * what was let through before it began goes on to its end.
 */
export const maintenance = fp<Pick<ApiDeps, 'maintenance'>>(
  async (app, deps) => {
    app.addHook('onRequest', async (request) => {
      if (!request.routeOptions.config.contract?.begins) return
      const under = await deps.maintenance.get(whoAsks(request).workspaceId)
      if (under === null) return
      throw new ResourceError('There is maintenance: nothing new begins until it is over.', {
        userMessage: under.message,
        retryAfter: RETRY_AFTER_S,
        details: { reason: 'maintenance', since: under.since.toISOString() },
      })
    })
  },
  { name: 'maintenance', dependencies: ['auth'] },
)

export const toMaintenanceView = ({
  message,
  since,
  by,
}: NonNullable<Awaited<ReturnType<ApiDeps['maintenance']['get']>>>): MaintenanceView => ({
  message,
  since: since.toISOString(),
  by,
})
