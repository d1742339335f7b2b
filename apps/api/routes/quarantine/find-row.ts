import type { Dataset } from '@techdeck/contracts'
import { findBadRow, type BadRowFound, type DataKey } from '@techdeck/pipeline'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../../deps.ts'
import { findDataset } from '../datasets/get-dataset.ts'
import { dataKeyOf } from '../pipeline/data-key.ts'
import { refuseUnpackedGone } from '../datasets/unpack-again.ts'

export type RowDeps = Pick<ApiDeps, 'datasets' | 'keys' | 'keyRing' | 'artifacts' | 'mends'>

/** The row of the path that could not be read, and its data set. @throws NotFoundError */
export async function findRow(
  deps: RowDeps,
  request: FastifyRequest,
  { id, row }: { id: string; row: string },
): Promise<{ dataset: Dataset; dataKey: DataKey; found: BadRowFound; signal: AbortSignal }> {
  const dataset = await findDataset(deps.datasets, request, id)
  const dataKey = await dataKeyOf(deps, id)
  const [, file, byteOffset] = /^(\d{1,9})\.(\d{1,16})$/.exec(row) ?? []
  // What is no place is nowhere.
  const place = { file: Number(file ?? -1), byteOffset: Number(byteOffset ?? -1) }
  refuseUnpackedGone(
    dataset,
    dataset.files.find(({ ordinal }) => ordinal === place.file),
  )
  const signal = AbortSignal.timeout(LONGEST_MS)
  return { dataset, dataKey, signal, found: await findBadRow(deps, dataset, dataKey, place, signal) }
}

/** Reading the part of a file in which a row stands takes no longer. */
const LONGEST_MS = 20_000
