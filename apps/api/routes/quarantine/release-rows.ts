import { routes, type Dataset, type Mend } from '@techdeck/contracts'
import { ConflictError, NotFoundError, newId } from '@techdeck/core'
import {
  MOST_MENDED,
  allMended,
  datasetHash,
  mendedFile,
  readArtifactJson,
  type DataKey,
  type MendedRow,
} from '@techdeck/pipeline'
import type { FastifyRequest } from 'fastify'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { toDatasetView } from '../datasets/view.ts'
import { dataKeyOf } from '../pipeline/data-key.ts'
import { mendsOf } from './count-quarantine.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'keys' | 'keyRing' | 'artifacts' | 'mends' | 'clock'>

/** `POST /datasets/:id/quarantine/release`: mended rows, or those that are named, become part of a new version. */
export const releaseRows: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.releaseRows),
    handler: (request) => release(deps, request, request.params.id, request.body),
  })
}

/** `POST /datasets/:id/quarantine/:row/release`: the same for one row. */
export const releaseRow: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.releaseRow),
    handler: (request) => release(deps, request, request.params.id, { ...request.body, rows: [request.params.row] }),
  })
}

/**
 * The order is artifact, version, marks on the rows. When it breaks off between the last two, the rows are in the new
 * version and still marked as fixed; releasing them again puts them there once more, which changes nothing.
 */
async function release(
  deps: Deps,
  request: FastifyRequest,
  id: string,
  { rows, reason }: { rows?: string[] | undefined; reason?: string | undefined },
) {
  const { datasets, mends, clock } = deps
  const dataset = await findDataset(datasets, request, id)
  const wanted = await chosen(deps, id, rows)
  const dataKey = await dataKeyOf(deps, id)
  const changed = await mendedBy(deps, dataset, dataKey, wanted)
  if (!(await datasets.mend(id, dataset.version, changed)))
    throw new ConflictError('The data set is not ready, or was changed meanwhile. Try again.', {
      details: { dataset_id: id },
    })
  const version = dataset.version + 1
  const by = { version, releasedBy: whoAsks(request).userId, releasedAt: clock.now() }
  await mends.release(
    wanted.map((mend) => mend.id),
    by,
  )
  const details = { rows: wanted.length, version, ...(reason !== undefined && { reason }) }
  request.access = { dataId: id, details, ...(reason !== undefined && { purpose: reason }) }
  return ok({ released: wanted.length, dataset: toDatasetView((await datasets.get(id)) ?? dataset) })
}

/** @throws NotFoundError for a row that was not mended, and when nothing waits */
async function chosen({ mends }: Deps, datasetId: string, rows: readonly string[] | undefined): Promise<Mend[]> {
  const fixed: Mend[] = []
  if (rows === undefined) for await (const mend of mendsOf(mends, datasetId)) fixed.push(mend)
  else
    for (const row of new Set(rows)) {
      const mend = await mends.get(`${datasetId}.${row}`)
      if (!mend) throw nothingMended({ row })
      fixed.push(mend)
    }
  const waiting = fixed.filter(({ status }) => status === 'fixed')
  if (waiting.length > 0) return waiting
  if (rows === undefined) throw nothingMended({ dataset_id: datasetId })
  throw new ConflictError('All of these rows are released already.', { details: { dataset_id: datasetId } })
}

const nothingMended = (details: { [name: string]: string }): NotFoundError =>
  new NotFoundError('There is no mended row that waits.', {
    details,
    userMessage: 'No mended row waits to be released. Mend it first: ./techdeck quarantine fix.',
  })

const placeOf = ({ fileSha256, row }: MendedRow): string => `${fileSha256}.${row.position.byteOffset}`

/** The data set with these rows mended beside those that were before; its files stay as they are, but for their counts. */
async function mendedBy({ artifacts }: Deps, dataset: Dataset, dataKey: DataKey, mends: readonly Mend[]) {
  const rows = new Map<string, MendedRow>()
  if (dataset.mended) {
    const reader = await artifacts.open(dataset.mended.artifact, dataKey)
    try {
      for (const row of await allMended(reader)) rows.set(placeOf(row), row)
    } finally {
      await reader.close()
    }
  }
  const before = rows.size
  const files = dataset.files.map((file) => ({ ...file }))
  for (const { artifact, fileSha256, position } of mends) {
    const row: MendedRow = { fileSha256, row: await readArtifactJson(artifacts, artifact, dataKey) }
    const file = files.find(({ ordinal }) => ordinal === position.file)
    if (file?.badRows && !rows.has(placeOf(row))) file.badRows--
    rows.set(placeOf(row), row)
  }
  if (rows.size > MOST_MENDED)
    throw new ConflictError(`A data set may have ${MOST_MENDED} mended rows, and this would make ${rows.size}.`, {
      details: { dataset_id: dataset.id, mended: before },
      userMessage: `More than ${MOST_MENDED} rows were mended. Correct the file itself and upload it again.`,
    })
  const artifact = `${dataset.id}/mended.v${dataset.version + 1}.${newId()}`
  const { sha256 } = await artifacts.write(artifact, dataKey, mendedFile([...rows.values()]))
  const mended = { artifact, sha256, rows: rows.size }
  return { files, mended, sha256: datasetHash(files, mended) }
}
