import { routes, type AuditCheckpointView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'

/** `GET /audit/checkpoint`: says how large the log is and nothing of what stands in it, so it is not in it itself. */
export const getAuditCheckpoint: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.getAuditCheckpoint),
    handler: async () => {
      // In this order, so that nothing was cosigned that the checkpoint does not have.
      const cosigned = await audit.cosigned()
      const checkpoint = await audit.checkpoint()
      return ok({
        checkpoint,
        verifier: audit.verifier,
        cosigned: cosigned.map(({ witness, note }) => ({ witness, note })),
      } satisfies AuditCheckpointView)
    },
  })
}
