import { routes } from '@techdeck/contracts'
import { ConflictError, NotFoundError } from '@techdeck/core'
import { replayShards } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findParked, type ParkedDeps } from './find-parked.ts'

/** `POST /shards/replay`: a new round of each run that has some of them, with these shards and the stages after theirs. */
export const replayParked: Route<ParkedDeps & Pick<ApiDeps, 'flows'>> = async (app, deps) => {
  app.route({
    ...serve(routes.replayParked),
    handler: async (request, reply) => {
      const { shards: ids, execution_id: of } = request.body
      const { parked } = await findParked(deps)
      const chosen = parked.filter(
        ({ shard, execution }) => (of === undefined || execution.id === of) && (ids?.includes(shard.id) ?? true),
      )
      if (chosen.length === 0 || (ids !== undefined && chosen.length < new Set(ids).size))
        throw new NotFoundError('There is no such parked shard.')
      const byExecution = Map.groupBy(chosen, ({ execution }) => execution.id)
      const [begun, notNow]: string[][] = [[], []]
      let replayed = 0
      for (const [id, [first, ...others]] of byExecution) {
        const shards = [first, ...others].map(({ shard }) => shard)
        try {
          replayed += await replayShards(deps, first.execution, shards)
          begun.push(id)
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error
          notNow.push(id)
        }
      }
      request.access = { details: { replayed, executions: begun.slice(0, 100) } }
      return reply.code(202).send(ok({ replayed, execution_ids: begun, not_now: notNow }))
    },
  })
}
