import { routes, type Finding } from '@techdeck/contracts'
import { readConversation, readNoted } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { refuseTextGone } from '../pipeline/text-gone.ts'
import type { TrailDeps } from '../pipeline/trails.ts'
import { findConversation } from './find-conversation.ts'

/** `GET /pipeline/:id/conversations/:conversation/source`: as validation read it, with what it found; each look is audited. */
export const getConversationSource: Route<TrailDeps & Pick<ApiDeps, 'executions'>> = async (app, deps) => {
  app.route({
    ...serve(routes.getConversationSource),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      refuseTextGone(execution)
      const { trail, row } = await findConversation(deps, execution, request.params.conversation)
      const { conversation } = await readConversation(deps, trail, 'standardization', row.id)
      const note = await readNoted<{ id: string; findings: Finding[] }>(deps, trail, 'validation', 'notes', row.id)
      request.access = { executionId: execution.id, dataId: trail.dataset.id, details: { conversation: row.id } }
      return ok({
        dataset_id: trail.dataset.id,
        conversation: { id: conversation.id, language: conversation.language, turns: conversation.turns },
        findings: note?.findings ?? [],
      })
    },
  })
}
