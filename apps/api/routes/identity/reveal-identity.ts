import { routes, type RevealedView } from '@techdeck/contracts'
import { ConflictError, NotFoundError, openFromVault } from '@techdeck/core'
import { readNoted } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { trailsOf, type TrailDeps } from '../pipeline/trails.ts'

type Deps = TrailDeps & Pick<ApiDeps, 'executions'>

/** `POST /pipeline/:id/reveal/:conversation`: opens the vault for one conversation; who did and why is in the audit log. */
export const revealIdentity: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.revealIdentity),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      if (execution.options['processing']?.['vault'] !== true)
        throw new ConflictError('The run kept no vault.', {
          details: { execution_id: execution.id },
          userMessage: 'This run kept nothing of what it took out: run with --option processing.vault=true to keep it.',
        })
      const { conversation } = request.params
      for (const trail of await trailsOf(deps, execution)) {
        const item = await readNoted<{ id: string; sealed: string }>(deps, trail, 'processing', 'vault', conversation)
        if (!item) continue
        const text = openFromVault(deps.keyRing.pseudonymKey, conversation, item.sealed)
        const { reason } = request.body
        request.access = {
          executionId: execution.id,
          dataId: trail.dataset.id,
          purpose: reason,
          details: { conversation, reason },
        }
        return ok({ conversation_id: conversation, ...(JSON.parse(text) as Omit<RevealedView, 'conversation_id'>) })
      }
      throw new NotFoundError('The execution has no such conversation.')
    },
  })
}
