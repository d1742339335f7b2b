import { routes } from '@techdeck/contracts'
import { DEFAULT_PAGE, page } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toAuditLogView } from './view.ts'

/** `GET /audit`: entries of the workspace, newest first, those too that wait to be sealed. */
export const searchAudit: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.searchAudit),
    handler: async (request) => {
      const { workspaceId } = whoAsks(request)
      const { user_id, execution_id, data_id, operation, cursor = null, limit = DEFAULT_PAGE } = request.query
      const by = { userId: user_id, executionId: execution_id, dataId: data_id, operation }
      const found = await audit.search({ workspaceId, ...by }, cursor, limit)
      request.access = { details: { entries: found.items.length } }
      return page(found, toAuditLogView)
    },
  })
}
