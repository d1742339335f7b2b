import { routes, type ConversationRow, type Execution } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { FIGURE_NAMES, readRows } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { trailsOf, type TrailDeps } from '../pipeline/trails.ts'

/** Shards that one request reads at most: less than a second's work. */
const SHARDS = 24
const USUAL = 1000

/** `GET /pipeline/:id/conversations`: what the run says of each, page by page; whole shards, and no text. */
export const listConversations: Route<TrailDeps & Pick<ApiDeps, 'executions'>> = async (app, deps) => {
  app.route({
    ...serve(routes.listConversations),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const trails = await trailsOf(deps, execution)
      const { cursor, limit = USUAL } = request.query
      let [at, from] = cursor === undefined ? [0, 0] : decode(cursor, trails.length)
      const data: ConversationRow[] = []
      let left = SHARDS
      while (at < trails.length && data.length < limit && left > 0) {
        const part = await readRows(deps, trails[at], { from, shards: left, limit: limit - data.length })
        data.push(...part.rows)
        left -= Math.max(1, (part.next ?? from + 1) - from)
        if (part.next === null) [at, from] = [at + 1, 0]
        else from = part.next
      }
      request.access = { executionId: execution.id, details: { conversations: data.length } }
      const total = totalOf(execution)
      return {
        success: true as const,
        data,
        meta: {
          next_cursor: at < trails.length ? `${at}.${from}` : null,
          ...(total !== null && { total }),
          figures: [...FIGURE_NAMES],
        },
      }
    },
  })
}

/** Conversations that the files made, once all are read. */
function totalOf({ datasetIds, stages }: Execution): number | null {
  let total = 0
  for (const id of datasetIds) {
    const made = stages[id]?.ingestion?.records?.conversations
    if (made === undefined) return null
    total += made
  }
  return total
}

function decode(cursor: string, datasets: number): [number, number] {
  const [, at, from] = /^(\d{1,3})\.(\d{1,9})$/.exec(cursor) ?? []
  if (at !== undefined && from !== undefined && Number(at) < datasets) return [Number(at), Number(from)]
  throw new ValidationError('The cursor is not one of ours.', { details: [{ path: 'cursor', problem: 'not valid' }] })
}
