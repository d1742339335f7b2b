import { routes, type Emergency } from '@techdeck/contracts'
import { ConflictError, NotFoundError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { holds } from '../../principal.ts'
import { toEmergencyView } from './view.ts'

type Deps = Pick<ApiDeps, 'emergencies' | 'datasets' | 'clock' | 'logger'> & { callers: Callers }
const MINUTE_MS = 60_000

/** `POST /emergencies/:id/approve`: by a second person. Its time begins now, and nobody has to end it. */
export const approveEmergency: Route<Deps> = async (app, deps) => {
  const { emergencies, datasets, callers, clock, logger } = deps
  app.route({
    ...serve(routes.approveEmergency),
    handler: async (request) => {
      const { id, userId, datasetId, minutes, reason } = await ofSomebodyElse(deps, request, request.params.id)
      const dataset = await datasets.get(datasetId)
      if (!dataset || dataset.status === 'deleted')
        throw new NotFoundError('There is no such data set any more, or there never was.')
      const expiresAt = new Date(clock.now().getTime() + minutes * MINUTE_MS)
      const decision = { decidedBy: whoAsks(request).userId, expiresAt }
      await moved(callers.change(userId, () => emergencies.move(id, 'requested', 'approved', decision)))
      const details = { emergency: id, requested_by: userId, until: expiresAt.toISOString() }
      request.access = { dataId: datasetId, purpose: reason, details }
      logger.warn({ userId, datasetId }, 'the glass is broken')
      return answer(deps, id)
    },
  })
}

/** `POST /emergencies/:id/refuse` */
export const refuseEmergency: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.refuseEmergency),
    handler: async (request) => {
      const { id, userId, datasetId } = await ofSomebodyElse(deps, request, request.params.id)
      const decision = { decidedBy: whoAsks(request).userId, expiresAt: null }
      await moved(deps.emergencies.move(id, 'requested', 'refused', decision))
      request.access = { dataId: datasetId, details: { emergency: id, requested_by: userId } }
      return answer(deps, id)
    },
  })
}

/** `POST /emergencies/:id/end`: by who asked for it, or by whoever may decide. */
export const endEmergency: Route<Deps> = async (app, deps) => {
  const { emergencies, callers } = deps
  app.route({
    ...serve(routes.endEmergency),
    handler: async (request) => {
      const who = whoAsks(request)
      const found = await emergencies.get(request.params.id)
      const mayEnd =
        found?.workspaceId === who.workspaceId && (found.userId === who.userId || holds(who, 'emergency:decide'))
      if (!found || !mayEnd) throw new NotFoundError('There is no such request.')
      const { id, userId, datasetId, status } = found
      await moved(
        callers.change(userId, () => emergencies.move(id, status === 'requested' ? status : 'approved', 'ended')),
      )
      request.access = { dataId: datasetId, details: { emergency: id, requested_by: userId } }
      return answer(deps, id)
    },
  })
}

/** @throws {@link NotFoundError} @throws {@link ConflictError} when the caller asked for it: it takes two */
async function ofSomebodyElse({ emergencies }: Deps, request: FastifyRequest, id: string): Promise<Emergency> {
  const { userId, workspaceId } = whoAsks(request)
  const found = await emergencies.get(id)
  if (found?.workspaceId !== workspaceId) throw new NotFoundError('There is no such request.')
  if (found.userId === userId)
    throw new ConflictError('Nobody decides about their own request.', {
      userMessage: 'Somebody else has to decide about your request.',
    })
  return found
}

async function moved(change: Promise<boolean>): Promise<void> {
  if (!(await change)) throw new ConflictError('That was decided, or has ended, before.')
}

async function answer({ emergencies, clock }: Deps, id: string) {
  const emergency = await emergencies.get(id)
  if (!emergency) throw new NotFoundError('There is no such request.')
  return ok(toEmergencyView(emergency, clock.now()))
}
