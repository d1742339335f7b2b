import { routes } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toEmergencyView } from './view.ts'

const HOUR_MS = 3_600_000
/** Requests of one user in an hour: each is read by people. */
const MOST_AN_HOUR = 10

/**
 * `POST /emergencies`: asks to read somebody else's data set. Nothing is granted by it, and the answer says nothing of
 * whether there is such a data set: whoever decides sees that.
 */
export const requestEmergency: Route<Pick<ApiDeps, 'emergencies' | 'clock' | 'logger'>> = async (
  app,
  { emergencies, clock, logger },
) => {
  app.route({
    ...serve(routes.requestEmergency),
    handler: async (request, reply) => {
      const { userId, workspaceId } = whoAsks(request)
      const { dataset_id: datasetId, reason, minutes } = request.body
      const now = clock.now()
      const recent = await emergencies.list({ workspaceId, userId }, new Date(now.getTime() - HOUR_MS))
      if (recent.length >= MOST_AN_HOUR) throw new ConflictError('There were too many requests in this hour.')
      const asked = { id: newId(), workspaceId, userId, datasetId, reason, minutes, requestedAt: now }
      const emergency = { ...asked, status: 'requested', decidedBy: null, expiresAt: null } as const
      await emergencies.create(emergency)
      request.access = { dataId: datasetId, purpose: reason, details: { emergency: emergency.id, minutes } }
      logger.warn({ userId, datasetId }, 'somebody asks to break glass')
      return reply.code(201).send(ok(toEmergencyView(emergency, now)))
    },
  })
}
