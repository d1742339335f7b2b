import type { FoundEntry } from '@techdeck/audit'
import { routes, type TraceView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** Enough for anybody to act on. */
const MOST = 1000

/**
 * `GET /audit/downloads`: who took a copy of a file. Its mark leads to one of them; its bytes, which all copies share, to
 * all who took them. The log has an index of both: what is read are the batches with such copies, and those with
 * downloads from before it had one.
 */
export const traceDownloads: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.traceDownloads),
    handler: async (request) => {
      const { workspaceId } = whoAsks(request)
      const { watermark, sha256 } = request.query
      const wanted: { watermark: string } | { sha256: string } =
        watermark === undefined ? { sha256: sha256! } : { watermark }
      const most = watermark === undefined ? MOST : 1
      const { items } = await audit.search(
        { workspaceId, operation: routes.downloadExport.audit, ...wanted },
        null,
        most,
      )
      request.access = { details: { ...wanted, copies: items.length } }
      return ok(items.map(toTraceView))
    },
  })
}

function toTraceView({ details, ...entry }: FoundEntry): TraceView {
  const textOf = (name: string) => (typeof details[name] === 'string' ? details[name] : null)
  return {
    watermark: textOf('watermark'),
    user_id: entry.userId,
    token_id: textOf('token_id'),
    agent: details['agent'] === true,
    ip_address: entry.ipAddress,
    taken_at: entry.timestamp.toISOString(),
    expires_at: textOf('expires_at'),
    purpose: entry.purpose,
    execution_id: entry.executionId,
    dataset_id: entry.dataId,
    name: textOf('name'),
    sha256: textOf('sha256'),
    index: entry.index,
  }
}
