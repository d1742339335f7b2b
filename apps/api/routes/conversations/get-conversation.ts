import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { FIGURE_NAMES, readConversation } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import type { TrailDeps } from '../pipeline/trails.ts'
import { findConversation } from './find-conversation.ts'

const SCORE = 'score_'

/** `GET /pipeline/:id/conversations/:conversation`: as processing left it, so de-identified; what it withheld is not there. */
export const getConversation: Route<TrailDeps & Pick<ApiDeps, 'executions'>> = async (app, deps) => {
  app.route({
    ...serve(routes.getConversation),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const { trail, row } = await findConversation(deps, execution, request.params.conversation)
      const { conversation, note } = await readConversation(deps, trail, 'processing', row.id).catch(
        (error: unknown) => {
          if (!(error instanceof NotFoundError)) throw error
          throw new NotFoundError('The conversation did not get as far as being de-identified.', {
            details: { outcome: row.outcome, stage: row.stage },
            userMessage: `There is no de-identified text of it: it was ${row.outcome} at ${row.stage}.`,
          })
        },
      )
      request.access = { executionId: execution.id, dataId: trail.dataset.id, details: { conversation: row.id } }
      const scores = FIGURE_NAMES.flatMap((name, at) => {
        const value = row.figures[at]
        return name.startsWith(SCORE) && value !== null ? [[name.slice(SCORE.length), value] as const] : []
      })
      return ok({
        row,
        figures: [...FIGURE_NAMES],
        conversation: {
          ...conversation,
          findings: note.findings ?? [],
          ...(scores.length > 0 && { scores: Object.fromEntries(scores) }),
        },
      })
    },
  })
}
