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
  Pick<ApiDeps, 'executions' | 'progress' | 'results' | 'datasets' | 'downloads' | 'leakReviews' | 'clock' | 'settings'>
> = async (app, deps) => {
  app.route({
    ...serve(routes.issueDownload),
    handler: async (request) => {
      const who = whoAsks(request)
      const { execution, file, taking } = await findExport(deps, request, { ...request.params, ...request.query })
      const { watermark, purpose } = taking
      const said = request.query.purpose
      const grant = { ...bearerOf(who), executionId: execution.id, name: file.name, watermark, purpose: said }
      const { ticket, expiresInS } = await deps.downloads.issue(grant).catch((cause: unknown) => {
        throw new ResourceError('Downloads cannot be begun right now.', { cause, retryAfter: 2 })
      })
      request.access = { executionId: execution.id, dataId: file.datasetId, purpose, details: { watermark } }
      const url = `${API_PREFIX}${routes.downloadByTicket.path}?ticket=${ticket}`
      return ok({ url, expires_in: expiresInS, ...taking })
    },
  })
}
