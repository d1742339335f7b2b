import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { holds } from '../../principal.ts'
import { toEmergencyView } from './view.ts'

const MONTH_MS = 30 * 86_400_000

/** `GET /emergencies`: of the last month, newest first. */
export const listEmergencies: Route<Pick<ApiDeps, 'emergencies' | 'clock'>> = async (app, { emergencies, clock }) => {
  app.route({
    ...serve(routes.listEmergencies),
    handler: async (request) => {
      const who = whoAsks(request)
      const { workspaceId, userId } = who
      const now = clock.now()
      const scope = holds(who, 'emergency:decide') ? { workspaceId } : { workspaceId, userId }
      const found = await emergencies.list(scope, new Date(now.getTime() - MONTH_MS))
      return ok(found.map((each) => toEmergencyView(each, now)))
    },
  })
}
