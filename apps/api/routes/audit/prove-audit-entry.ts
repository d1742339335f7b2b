import { routes, type AuditProofView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { base64, toAuditLogView } from './view.ts'

/** `GET /audit/entries/:index`: a leaf and what proves that it is in the newest signed tree. */
export const proveAuditEntry: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.proveAuditEntry),
    handler: async (request) => {
      const { record, leaf, index, size, proof, checkpoint } = await audit.prove(
        whoAsks(request).workspaceId,
        request.params.index,
      )
      request.access = { dataId: record.id, details: { index } }
      return ok({
        entry: toAuditLogView(record),
        leaf: Buffer.from(leaf).toString(),
        index,
        size,
        proof: proof.map(base64),
        checkpoint,
        verifier: audit.verifier,
      } satisfies AuditProofView)
    },
  })
}
