import { routes } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import { readMend, toMapping } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findRow, type RowDeps } from './find-row.ts'

/**
 * `POST /datasets/:id/quarantine/:row/fix`: mends a row. It is read as it will be, so what still cannot be read is refused
 * now; it takes the place of the old one once it is released.
 */
export const fixRow: Route<RowDeps & Pick<ApiDeps, 'clock'>> = async (app, deps) => {
  app.route({
    ...serve(routes.fixRow),
    handler: async (request) => {
      const { row } = request.params
      const { content, mapping } = request.body
      const { dataset, dataKey, found, signal } = await findRow(deps, request, request.params)
      const mended = await readMend(found, { content, mapping: mapping && toMapping(mapping) }, signal)
      const artifact = `${dataset.id}/mends/${row}.${newId()}`
      await deps.artifacts.write(artifact, dataKey, [Buffer.from(JSON.stringify(mended))])
      const { byteOffset, line, row: number } = found.position
      const saved = await deps.mends.save({
        id: `${dataset.id}.${row}`,
        datasetId: dataset.id,
        workspaceId: dataset.workspaceId,
        row,
        position: { file: found.position.file, byteOffset, line, row: number },
        fileSha256: found.file.sha256,
        reason: found.reason,
        artifact,
        status: 'fixed',
        fixedBy: whoAsks(request).userId,
        fixedAt: deps.clock.now(),
        releasedBy: null,
        releasedAt: null,
        version: null,
      })
      if (!saved) {
        await deps.artifacts.remove(artifact)
        throw new ConflictError('The row is released already.', {
          details: { row },
          userMessage: 'This row was mended and released already. Upload a corrected file to change it again.',
        })
      }
      request.access = { dataId: dataset.id, details: { row, by: mapping ? 'mapping' : 'content' } }
      return ok({ id: row, turns: mended.turns.length, joins_conversation: mended.key !== undefined })
    },
  })
}
