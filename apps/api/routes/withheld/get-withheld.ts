import { routes, type Finding } from '@techdeck/contracts'
import { readConversation, readNoted } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { refuseTextGone } from '../pipeline/text-gone.ts'
import type { TrailDeps } from '../pipeline/trails.ts'
import { findWithheld } from './find-withheld.ts'

/** `GET /pipeline/:id/withheld/:conversation`: with its text, as validation read it, to who may see rows. */
export const getWithheld: Route<TrailDeps & Pick<ApiDeps, 'executions'>> = async (app, deps) => {
  app.route({
    ...serve(routes.getWithheld),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const { conversation: wanted } = request.params
      const { trail, reason } = await findWithheld(deps, execution, wanted)
      refuseTextGone(execution)
      const { conversation } = await readConversation(deps, trail, 'standardization', wanted)
      const note = await readNoted<{ id: string; findings: Finding[] }>(deps, trail, 'validation', 'notes', wanted)
      request.access = { executionId: execution.id, dataId: trail.dataset.id, details: { conversation: wanted } }
      return ok({
        dataset_id: trail.dataset.id,
        reason_code: reason,
        conversation: { id: conversation.id, language: conversation.language, turns: conversation.turns },
        findings: note?.findings ?? [],
      })
    },
  })
}
