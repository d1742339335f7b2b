import { routes } from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toMappingFields } from '../datasets/mapping.ts'
import { findRow, type RowDeps } from './find-row.ts'
import { toMendView } from './view.ts'

/** `GET /datasets/:id/quarantine/:row`: a row that could not be read, as it stands in its file. */
export const getQuarantinedRow: Route<RowDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.getQuarantinedRow),
    handler: async (request) => {
      const { row } = request.params
      const { dataset, found } = await findRow(deps, request, request.params)
      const { file, position, reason, reading, content } = found
      const mend = await deps.mends.get(`${dataset.id}.${row}`)
      request.access = { dataId: dataset.id, details: { row } }
      return ok({
        id: row,
        kind: 'quarantined' as const,
        reason_code: reason,
        position: { file: position.file, line: position.line, row: position.row, byte_offset: position.byteOffset },
        count: 1,
        file_name: file.name,
        format: reading.format,
        mapping: toMappingFields(reading.mapping),
        content,
        ...(mend && { mend: toMendView(mend) }),
      })
    },
  })
}
