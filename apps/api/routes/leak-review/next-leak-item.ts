import { routes } from '@techdeck/contracts'
import { readConversation } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { trailsOf, type TrailDeps } from '../pipeline/trails.ts'
import { findReview } from './find-review.ts'

/** `GET /pipeline/:id/leak-review/next`: a conversation as it comes out, with the places of our own replacements. */
export const nextLeakItem: Route<TrailDeps & Pick<ApiDeps, 'executions' | 'leakReviews'>> = async (app, deps) => {
  app.route({
    ...serve(routes.nextLeakItem),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const { sample, marks } = await findReview(deps, execution.id)
      const next = sample.find(({ conversation }) => !Object.hasOwn(marks, conversation))
      const trail = next && (await trailsOf(deps, execution)).find(({ dataset }) => dataset.id === next.datasetId)
      if (!trail) return ok({ item: null })
      const { conversation, note } = await readConversation(deps, trail, 'processing', next.conversation)
      const replaced = Map.groupBy(
        (note.findings ?? []).filter(({ kind }) => kind === 'identifier'),
        ({ turn }) => turn,
      )
      request.access = { executionId: execution.id, details: { conversation: next.conversation } }
      return ok({
        item: {
          dataset_id: next.datasetId,
          conversation_id: next.conversation,
          turns: conversation.turns.map(({ index, role, speaker, text }) => ({
            index,
            role,
            ...(speaker !== undefined && { speaker }),
            text,
            replaced: (replaced.get(index) ?? []).map(({ start, end, category }) => ({ start, end, category })),
          })),
          metadata: conversation.metadata,
        },
      })
    },
  })
}
