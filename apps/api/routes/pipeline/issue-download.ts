import { API_PREFIX, routes } from '@techdeck/contracts'
import { ResourceError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { bearerOf } from '../../principal.ts'
import { findExport } from './download-export.ts'

/**
 * `POST /pipeline/:id/exports/:name/ticket`: an address that gives this file, once, within a minute, to whoever asks. A
 * browser saves it to disk as it comes, however large it is; a page that fetched it with its token would have to hold it.
 */
export const issueDownload: Route<
  Pick<ApiDeps, 'executions' | 'results' | 'datasets' | 'downloads' | 'leakReviews'>
> = async (app, deps) => {
  app.route({
    ...serve(routes.issueDownload),
    handler: async (request) => {
      const who = whoAsks(request)
      const { execution, file } = await findExport(deps, request, request.params)
      const grant = { ...bearerOf(who), executionId: execution.id, name: file.name }
      const { ticket, expiresInS } = await deps.downloads.issue(grant).catch((cause: unknown) => {
        throw new ResourceError('Downloads cannot be begun right now.', { cause, retryAfter: 2 })
      })
      return ok({ url: `${API_PREFIX}${routes.downloadByTicket.path}?ticket=${ticket}`, expires_in: expiresInS })
    },
  })
}
