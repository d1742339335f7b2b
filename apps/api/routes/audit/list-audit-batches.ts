import { routes, type AuditBatchView } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { base64 } from './view.ts'

const ENTRIES = 2000

/** `GET /audit/batches`: the log as it is stored; personal fields are encrypted in it. */
export const listAuditBatches: Route<Pick<ApiDeps, 'audit'>> = async (app, { audit }) => {
  app.route({
    ...serve(routes.listAuditBatches),
    handler: async (request) => {
      const { from, entries = ENTRIES } = request.query
      const batches = await audit.batches(from, entries)
      request.access = { details: { from, entries: batches.reduce((sum, batch) => sum + batch.entries.length, 0) } }
      return ok(
        batches.map((batch): AuditBatchView => ({
          first: batch.first,
          entries: batch.entries.map((entry) => Buffer.from(entry).toString()),
          hashes: base64(batch.hashes),
          keys: batch.keys,
          checkpoint: batch.checkpoint,
        })),
      )
    },
  })
}
