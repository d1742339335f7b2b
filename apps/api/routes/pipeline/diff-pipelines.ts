import { routes, type DiffView } from '@techdeck/contracts'
import { ConflictError, ValidationError } from '@techdeck/core'
import { compareRuns, differencesOf, type Trail } from '@techdeck/pipeline'
import { DEFAULT_PAGE } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from './find-execution.ts'
import { trailsOf, type TrailDeps } from './trails.ts'

/** Shards of both runs that one request reads at most: less than a second's work. */
const SHARDS = 24

/** `GET /pipeline/:id/diff/:other`: what two executions make of the data sets that both have, page by page. */
export const diffPipelines: Route<TrailDeps & Pick<ApiDeps, 'executions'>> = async (app, deps) => {
  app.route({
    ...serve(routes.diffPipelines),
    handler: async (request) => {
      const [a, b] = await Promise.all(
        [request.params.id, request.params.other].map((id) => findExecution(deps.executions, request, id)),
      )
      const { cursor, limit = DEFAULT_PAGE } = request.query
      const [ofA, ofB] = [await trailsOf(deps, a), await trailsOf(deps, b)]
      const pairs = ofA.flatMap((trail): [Trail, Trail][] => {
        const other = ofB.find(({ dataset }) => dataset.id === trail.dataset.id)
        return other ? [[trail, other]] : []
      })
      const [at, from] = cursor === undefined ? [0, 0] : decode(cursor)
      const pair = pairs[at]
      if (!pair)
        throw new ConflictError('The two executions have no data set in common.', {
          userMessage: 'These two runs were made of different data sets, so there is nothing to compare.',
        })
      const [one, other] = pair
      const { diff, conversations, next } = await compareRuns(deps, one, other, { from, shards: SHARDS, limit })
      const datasetId = one.dataset.id
      request.access = { dataId: datasetId, executionId: a.id, details: { other: b.id } }
      const data: DiffView = {
        a: a.id,
        b: b.id,
        differences: pairs.flatMap(([was, is]) =>
          differencesOf(was, is).map((difference) => ({ ...difference, dataset_id: was.dataset.id })),
        ),
        diff,
        conversations: conversations.map((each) => ({ ...each, dataset_id: datasetId })),
      }
      const more = next !== null ? `${at}.${next}` : at + 1 < pairs.length ? `${at + 1}.0` : null
      return { success: true as const, data, meta: { next_cursor: more } }
    },
  })
}

function decode(cursor: string): [number, number] {
  const [, at, from] = /^(\d{1,3})\.(\d{1,9})$/.exec(cursor) ?? []
  if (at !== undefined && from !== undefined) return [Number(at), Number(from)]
  throw new ValidationError('The cursor is not one of ours.', { details: [{ path: 'cursor', problem: 'not valid' }] })
}
