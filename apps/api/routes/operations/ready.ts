import { DEFAULT_WORKSPACE, routes, type ReadyView } from '@techdeck/contracts'
import { ResourceError, delay } from '@techdeck/core'
import { held } from '../../checks.ts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

const TIME_LIMIT_MS = 1000

/** `GET /ready`: 200 when MongoDB, Redis and the artifact store all answer within a second, else 503 with who does not. */
export const ready: Route<Pick<ApiDeps, 'version' | 'checks' | 'maintenance'>> = async (
  app,
  { version, checks, maintenance },
) => {
  const noticed = held(() => maintenance.get(DEFAULT_WORKSPACE))
  app.route({
    ...serve(routes.ready),
    handler: async () => {
      const names = Object.keys(checks)
      const results = await Promise.all(names.map((name) => run(checks[name])))
      const byName = Object.fromEntries(names.map((name, at) => [name, results[at]]))
      const missing = names.filter((name) => !byName[name].ok)
      if (missing.length > 0)
        throw new ResourceError(`Not ready: ${missing.join(', ')}.`, {
          details: { status: 'not_ready', checks: byName },
          retryAfter: 2,
        })
      // Who is ready stays so where that cannot be told.
      const under = await noticed().catch(() => null)
      const notice = under && { message: under.message, since: under.since.toISOString() }
      return ok({ status: 'ready' as const, version, checks: byName, maintenance: notice })
    },
  })
}

async function run(check: () => Promise<string | void>): Promise<ReadyView['checks'][string]> {
  const began = performance.now()
  const over = new AbortController()
  const late = delay(TIME_LIMIT_MS, over.signal).then(() => Promise.reject(new Error('late')))
  const answer = await Promise.race([check(), late]).then(
    (server) => ({ ok: true, ...(server !== undefined && { server }) }),
    () => ({ ok: false }),
  )
  over.abort()
  // The loser of the race is nobody's failure.
  late.catch(() => {})
  return { ...answer, duration_ms: Math.round(performance.now() - began) }
}
