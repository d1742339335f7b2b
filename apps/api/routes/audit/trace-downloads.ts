import type { FoundEntry } from '@techdeck/audit'
import { routes, type JsonObject, type TraceView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'

const PAGE = 200
/** Enough for anybody to act on. */
const MOST = 1000

/**
 * `GET /audit/downloads`: who took a copy of a file. Its mark leads to one of them; its bytes, which all copies share, to
 * all who took them. It reads what the log says of downloads, so it takes as long as there are many of these.
 */
export const traceDownloads: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.traceDownloads),
    handler: async (request) => {
      const { workspaceId } = whoAsks(request)
      const { watermark, sha256 } = request.query
      const wanted: JsonObject = watermark === undefined ? { sha256: sha256! } : { watermark }
      const [[name, value]] = Object.entries(wanted)
      const found: FoundEntry[] = []
      const most = watermark === undefined ? MOST : 1
      for (let cursor: string | null = null; found.length < most;) {
        const page = await audit.search({ workspaceId, operation: routes.downloadExport.audit }, cursor, PAGE)
        found.push(...page.items.filter(({ details }) => details[name] === value))
        cursor = page.nextCursor
        if (cursor === null) break
      }
      request.access = { details: { ...wanted, copies: found.length } }
      return ok(found.slice(0, most).map(toTraceView))
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
